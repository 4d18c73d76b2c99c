import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CodeAction, Diagnostic, PublishDiagnosticsParams } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import { useServer } from "./useServer.js";

const start = useServer();
let sandbox: Sandbox;
let draft: string;

beforeAll(() => {
  sandbox = createSandbox();
  sandbox.git("linux", ["init", "-q", "."]);
  sandbox.write("linux/a.c", "one\n");
  sandbox.commit("linux", "a: One\n");
  sandbox.git("linux", ["branch", "base"]);
  sandbox.write("linux/a.c", "one\ntwo\n");
  sandbox.commit(
    "linux",
    "a: Say two\n\nOne was not enough, as a reader has found out.\n\nReviewd-by:Carl Coder <carl@example.com>\n",
  );
  draft = sandbox.git("linux", ["format-patch", "-1", "--stdout"]);
});
afterAll(() => sandbox.dispose());

/** The first fix that the server gives for each of the rules, one after the other, as an editor makes them. */
async function mended(text: string, rules: readonly string[]): Promise<string> {
  const client = start({ environment: sandbox.environment });
  await client.initialize();
  const uri = sandbox.uri("linux/0001-a-Say-two.patch");
  await client.open(uri, text);
  let now = text;
  for (const [at, rule] of rules.entries()) {
    let found: Diagnostic | undefined;
    while (found === undefined) {
      const told = await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
      if (told.version === at + 1) found = told.diagnostics.find(({ code }) => code === rule);
    }
    const [action] = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: found.range,
      context: { diagnostics: [found], only: ["quickfix"] },
    });
    const edits = action?.edit?.changes?.[uri] ?? [];
    const before = TextDocument.create(uri, "patch-mail", at, now);
    now = TextDocument.applyEdits(before, edits);
    const end = before.positionAt(before.getText().length);
    await client.change(uri, at + 2, {
      startLine: 0,
      startCharacter: 0,
      endLine: end.line,
      endCharacter: end.character,
      text: now,
    });
  }
  return now;
}

/** The trailers of the commit that `git am` makes of a mail. */
function applied(text: string): string[] {
  sandbox.git("linux", ["checkout", "-q", "-B", "try", "base"]);
  sandbox.write("mail.patch", text);
  sandbox.git("linux", ["am", "-q", "../mail.patch"]);
  return sandbox.git("linux", ["log", "-1", "--format=%(trailers:only)"]).trim().split("\n");
}

describe("quick fixes of trailers, and git am", () => {
  it("a name is spelled right, and git's user signs off", async () => {
    expect(applied(await mended(draft, ["trailer.bad-form", "trailer.missing-signoff"]))).toEqual([
      "Reviewed-by: Carl Coder <carl@example.com>",
      "Signed-off-by: Ann Author <ann@example.org>",
    ]);
  });

  it("of another's patch git's user.name is asked for, too", async () => {
    const others = draft.replace(/^From: .*$/m, "From: Bo Lindqvist <bo@example.org>");
    expect(applied(await mended(others, ["trailer.missing-signoff"]))).toEqual([
      "Reviewd-by: Carl Coder <carl@example.com>",
      "Signed-off-by: Ann Author <ann@example.org>",
    ]);
  });
});
