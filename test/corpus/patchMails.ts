import { decodeCharset } from "../../server/src/core/mail/decodeCharset.js";
import type { ParseResult } from "../../server/src/core/model.js";
import { parse } from "../../server/src/core/parse.js";
import { isEncoded } from "../../server/src/mailboxes/decodedMail.js";
import { openMessage, viewMessage } from "../../server/src/mailboxes/decodedMessage.js";
import { messagesInFile } from "../../server/src/mailboxes/decodedSource.js";
import { corpusFiles } from "./shared.js";

/** A patch of the corpus as a file of its own. */
export interface PatchMail {
  /** `path#index` */
  readonly name: string;
  /** Decoded where the mail is encoded, line ends as they are; the `From ` line of an mbox is gone. */
  readonly text: string;
  /** Of `text`; its one message is the patch. */
  readonly parsed: ParseResult;
}

/** Every mail of the corpus that is a patch of its own, with a diff that is not quoted; none where the corpus is absent. */
export async function corpusPatchMails(): Promise<PatchMail[]> {
  const found: PatchMail[] = [];
  for (const file of corpusFiles()) {
    if (!/\.(?:eml|mbox|mbx|patch)$/.test(file.path)) continue;
    const find = messagesInFile(file.bytes);
    for (let index = 0; index < find.count; index++) {
      const mail = find(index);
      if (mail === null || mail.asItStands !== null) continue;
      const mailName = `${file.path}#${index}`;
      let text = decodeCharset(mail.bytes, "").text;
      let parsed = parse(text);
      const [raw] = parsed.document.messages;
      if (raw && isEncoded(raw)) {
        text = (await viewMessage(openMessage(mail.bytes))).text;
        parsed = parse(text);
      }
      const [message] = parsed.document.messages;
      if (message?.role === "patch" && message.files.some(({ depth }) => depth === 0))
        found.push({ name: mailName, text, parsed });
    }
  }
  return found;
}

/**
 * The mail with everything up to its first file header as it is, and a diff of one line behind it: checkpatch takes long
 * over large diffs, and of a log it says the same.
 */
export function withSmallDiff({ text, parsed }: Pick<PatchMail, "text" | "parsed">): string {
  const start =
    parsed.document.messages[0]?.files.find(({ depth }) => depth === 0)?.span.start ?? text.length;
  return `${text.slice(0, start)}diff --git a/a.txt b/a.txt
index 257cc56..3bd1f0e 100644
--- a/a.txt
+++ b/a.txt
@@ -1 +1,2 @@
 a
+b
--\u0020
2.39.5
`;
}
