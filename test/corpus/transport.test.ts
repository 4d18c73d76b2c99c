import { describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import { type Asked, gitQuotedCr, gitWhiteSpace } from "./gitBatch.js";
import { corpusFiles, hasShared } from "./shared.js";

interface Patch extends Asked {
  readonly name: string;
  readonly isEncoded: boolean;
}

/** All patches: mail, in whatever encoding, and bare diffs. */
function patches(): Patch[] {
  return corpusFiles().flatMap(({ path: name, bytes }) => {
    // Latin-1: offsets of the text are those of the bytes.
    const text = bytes.toString("latin1");
    const { document } = parse(text);
    if (document.form !== "mail" && document.form !== "diff") return [];
    return document.messages.flatMap(({ role, encoding, separator, span, index }) => {
      if (role !== "patch") return [];
      const start = separator ? text.indexOf("\n", separator.end) + 1 : span.start;
      const isMail = document.form === "mail";
      const own = isMail ? bytes.subarray(start, span.end) : bytes;
      return [{ name: `${name}#${index}`, bytes: own, isMail, isEncoded: encoding !== "identity" }];
    });
  });
}

/** How often each rule speaks where each place is told. */
function counts({ bytes }: Asked): (rule: string) => number {
  const text = bytes.toString("utf8");
  const { document, problems } = parse(text);
  const parsed = { uri: "untitled:x", version: 0, languageId: "patch-mail", text, model: document, problems };
  const found = diagnose(parsed, { limit: Number.MAX_SAFE_INTEGER });
  return (rule) => found.filter(({ code }) => code === rule).length;
}

/** Why the numbers may differ. */
function reasonOf(text: string): string | null {
  if (/format=flowed/i.test(text)) return "format=flowed";
  // What git has not read it has not complained of; and a CR at the line's end is white space to it.
  if (text.includes("\r\n")) return "CR LF: git calls the CR trailing white space";
  return null;
}

describe.runIf(hasShared("corpus", 2))("the corpus' patches", () => {
  const all = patches();

  it("have white space where git complains of it", () => {
    const readable = all.filter(({ isEncoded }) => !isEncoded);
    const git = gitWhiteSpace(readable);
    const wrong: string[] = [];
    const known = new Map<string, number>();
    let told = 0;
    for (const [index, patch] of readable.entries()) {
      const ours = counts(patch);
      const [trailing, beforeTab] = [ours("patch.trailing-whitespace"), ours("patch.space-before-tab")];
      told += trailing + beforeTab;
      if (trailing === git[index]?.trailing && beforeTab === git[index]?.beforeTab) continue;
      const reason = reasonOf(patch.bytes.toString("latin1"));
      if (reason !== null) known.set(reason, (known.get(reason) ?? 0) + 1);
      else wrong.push(`${patch.name}: git ${JSON.stringify(git[index])}, we ${trailing} and ${beforeTab}`);
    }
    console.log(
      `${readable.length} patches, ${told} lines; known differences: ${JSON.stringify([...known])}`,
    );
    expect(wrong).toEqual([]);
    expect(told).toBeGreaterThan(20);
  }, 120_000);

  it("have quoted CR LF where git mailinfo detects it", () => {
    const mails = all.filter(({ isMail }) => isMail);
    // As git am hands them on: mailsplit takes the CR of each line away.
    const split = mails.map(({ bytes, isMail }) => ({
      bytes: Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1"),
      isMail,
    }));
    const git = gitQuotedCr(split);
    const wrong = mails.flatMap((mail, index) => {
      const ours = counts(mail)("mail.quoted-crlf") > 0;
      return ours === git[index] ? [] : [`${mail.name}: git ${git[index]}, we ${ours}`];
    });
    expect(wrong).toEqual([]);
    expect(git.filter((one) => one)).not.toEqual([]);
  }, 120_000);
});
