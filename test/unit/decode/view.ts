import type { DecodedView } from "../../../server/src/core/mail/decodeView.js";
import type { Message } from "../../../server/src/core/model.js";
import { parse } from "../../../server/src/core/parse.js";
import {
  attachmentsIn,
  type OpenedMessage,
  openMessage,
  viewMessage,
} from "../../../server/src/mailboxes/decodedMessage.js";

export interface Viewed {
  readonly bytes: Uint8Array;
  readonly opened: OpenedMessage;
  readonly view: DecodedView;
  readonly text: string;
  /** Below the header. */
  readonly body: string;
  /** What the parser makes of the view. */
  readonly message: Message;
  readonly attachments: ReturnType<typeof attachmentsIn>;
}

/** The decoded view of a mail; text is taken as UTF-8. */
export async function viewOf(mail: string | Uint8Array): Promise<Viewed> {
  const bytes = typeof mail === "string" ? Buffer.from(mail, "utf8") : mail;
  const opened = openMessage(bytes);
  const view = await viewMessage(opened);
  const { text } = view;
  const message = parse(text).document.messages[0];
  if (message === undefined) throw new Error("no message");
  const body = text.slice(message.body.start);
  return { bytes, opened, view, text, body, message, attachments: attachmentsIn(opened) };
}

export const base64 = (text: string | Uint8Array): string =>
  Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\n");

/** A mail of parts; each is its header lines, an empty line, its content. */
export function multipart(kind: string, parts: readonly string[], boundary = "b"): string {
  const separated = parts.map((part) => `--${boundary}\n${part}\n`).join("");
  return `From: Ada <ada@example.org>\nSubject: parts\nContent-Type: multipart/${kind}; boundary="${boundary}"\n\n${separated}--${boundary}--\n`;
}

export const patch = `diff --git a/x.c b/x.c
index 1111111..2222222 100644
--- a/x.c
+++ b/x.c
@@ -1,3 +1,3 @@
 int a;
-int b;
+int c;
 
`;
