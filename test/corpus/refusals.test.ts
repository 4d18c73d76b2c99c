import { afterAll, describe, expect, it } from "vitest";
import type { MailDocument, Message } from "../../server/src/core/model.js";
import { parse } from "../../server/src/core/parse.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import type { MailDiagnostic } from "../../server/src/diagnostics/mailDiagnostic.js";
import { RULES } from "../../server/src/diagnostics/rules/index.js";
import { gitOracle } from "../unit/diagnostics/gitOracle.js";
import { corpusFiles, hasShared } from "./shared.js";

const MERGE = "a merge's combined diff, saved to be read: no mail, so nothing is said";

/** Where our errors and git's refusals differ, by file and message (0-based), and why. */
const KNOWN: Readonly<Record<string, string>> = {
  "patch/gen/show-cc-merge.diff#0": MERGE,
  "patch/git-t4013/diff-tree_--cc_--patch-with-stat_--summary_main.patch#0": MERGE,
  "patch/git-t4013/show_-c_main.patch#0": MERGE,
  "patch/public-inbox/data-binary.patch#0":
    "binary data that ends without its empty line: base85 is not checked",
};

const oracle = gitOracle();
afterAll(() => oracle.dispose());

/** Whether git is asked: an identity-encoded patch mail, or a bare diff. */
function isAsked(document: MailDocument, message: Message): boolean {
  if (document.form !== "mail" && document.form !== "diff") return false;
  return message.role === "patch" && message.encoding === "identity";
}

function refusal(document: MailDocument, message: Message, text: string, bytes: Buffer): string | null {
  if (document.form === "diff") return oracle.ofDiff(bytes);
  const start = message.separator ? text.indexOf("\n", message.separator.end) + 1 : message.span.start;
  return oracle.ofMail(bytes.subarray(start, message.span.end));
}

describe.runIf(hasShared("corpus", 1))("the corpus", () => {
  it("has structure errors exactly where git refuses the patch", () => {
    const wrong: string[] = [];
    const found: MailDiagnostic[] = [];
    let asked = 0;
    let refused = 0;
    for (const { path: name, bytes } of corpusFiles()) {
      const text = bytes.toString("latin1");
      const { document, problems } = parse(text);
      const diagnostics = diagnose({
        uri: name,
        version: 1,
        languageId: "patch-mail",
        text,
        model: document,
        problems,
      });
      found.push(...diagnostics);
      for (const message of document.messages) {
        if (!isAsked(document, message)) continue;
        asked++;
        const git = refusal(document, message, text, bytes);
        if (git !== null) refused++;
        const ours = diagnostics.filter(
          (one) =>
            one.severity === 1 && one.code !== "mail.bad-date" && one.data.messageIndex === message.index,
        );
        const key = `${name}#${message.index}`;
        if ((git !== null) === ours.length > 0) {
          if (KNOWN[key] !== undefined) wrong.push(`${key} no longer differs (${KNOWN[key]})`);
        } else if (KNOWN[key] === undefined) {
          wrong.push(
            `${key}: git says ${git ?? "nothing"}, we say ${ours.map((one) => one.code).join(", ") || "nothing"}`,
          );
        }
      }
    }
    console.log(
      `${asked} patches, ${refused} refused by git, ${Object.keys(KNOWN).length} known differences\n` +
        RULES.map((rule) => `  ${rule.id}: ${found.filter((one) => one.code === rule.id).length}`).join("\n"),
    );
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(200);
  }, 120_000);
});
