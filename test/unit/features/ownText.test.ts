import { describe, expect, it } from "vitest";
import { diagnose } from "../../../server/src/diagnostics/diagnose.js";
import { mailState, type StateOptions } from "../../../server/src/diagnostics/mailState.js";
import { addSignoff } from "../../../server/src/features/addSignoff.js";
import { codeAction } from "../../../server/src/features/codeAction.js";
import { completion } from "../../../server/src/features/completion.js";
import { editPatch } from "../../../server/src/features/editPatch.js";
import type { FeatureContext, ParsedDocument } from "../../../server/src/features/feature.js";
import { fixProblems } from "../../../server/src/features/fixProblems.js";
import { documentFormatting } from "../../../server/src/features/formatting.js";
import { DIFF, LOG, mail, SEPARATOR } from "../diagnostics/support.js";
import { lineOf, parsed, context as plain } from "./fixture.js";

const long = "The count of widgets is lost when the machine sleeps, since nobody keeps it while Ada is away.";
/** A wrong diffstat, a line that is too long, and a place for a trailer. */
const text = (headers: string, separator = SEPARATOR, log = ""): string =>
  mail({ separator, headers, log: `${log}${long}\n\n${LOG}` }).replace("| 3 ++-", "| 9 ++-");

const folder = "file:///home/a/linux/outgoing/0001-x.patch";
const elsewhere = "file:///home/a/linux/0001-x.patch";
const mailer = "X-Mailer: git-send-email 2.43.0\nUser-Agent: Mutt/2.2\n";
const travelled = "X-Mailer: b4 0.14\nReceived: from mx.example.org\n";
const listed = "List-Id: <widgets.example.org>\n";
const attribution = "On Mon, Bo wrote:\n> Why?\n\n";
const archive = "From mboxrd@z Thu Jan  1 00:00:00 1970\n";

/** What each of the features that edit does with the first message: `yes`, or why not, or `no`. */
async function answers(document: ParsedDocument, options: StateOptions): Promise<Record<string, string>> {
  const findings = diagnose(document, options).map((one) => ({ ...one }));
  const said: string[] = [];
  const context: FeatureContext = {
    ...plain,
    stateOptions: () => options,
    findings: async (one) => diagnose(one, options).map((each) => ({ ...each })),
    tell: (sentence) => said.push(sentence),
  };
  const textDocument = { uri: document.uri };
  const stat = findings.filter(({ code }) => code === "patch.diffstat-mismatch");
  const [{ range } = { range: undefined }] = stat;
  if (range === undefined) throw new Error("the fixture has no wrong diffstat");
  const position = { line: lineOf(document, "@@ "), character: 0 };
  const asked = (only: string, at = range) => ({
    textDocument,
    range: at,
    context: { diagnostics: stat, only: [only], triggerKind: 1 as const },
  });
  const yes = (is: boolean, why: string | null = null): string => (is ? "yes" : (why ?? "no"));
  const edits = async (only: string, at = range): Promise<boolean> =>
    (await codeAction.handle(document, asked(only, at), context)).some(({ edit }) => edit !== undefined);
  const edited = await editPatch.handle(document, { textDocument, position, edit: "reverseHunk" }, context);
  const fixed = await fixProblems.handle(document, { textDocument }, context);
  const person = "Cleo Example <cleo@example.com>";
  const signed = await addSignoff.handle(document, { textDocument, position, person }, context);
  const formatted = await documentFormatting.handle(
    document,
    { textDocument, options: { tabSize: 8, insertSpaces: false } },
    context,
  );
  const trailer = { line: lineOf(document, "Signed-off-by: "), character: 3 };
  const completed = await completion.handle(document, { textDocument, position: trailer }, context);
  return {
    fix: yes(await edits("quickfix")),
    rewrite: yes(await edits("refactor.rewrite", { start: position, end: position })),
    source: yes(await edits("source.fixAll")),
    fixAll: yes(fixed.edits.length > 0, fixed.refused),
    edit: yes(edited.edits.length > 0, edited.refused),
    sign: yes(signed.edits.length > 0, signed.refused),
    format: yes(formatted.length > 0, said[0]),
    complete: yes(completed !== null),
  };
}

const all = (answer: string, bare = answer): Record<string, string> => ({
  fix: bare,
  rewrite: bare,
  source: bare,
  fixAll: answer,
  edit: answer,
  sign: answer,
  format: answer,
  complete: bare,
});

describe("what counts as a draft may be edited, fixed, signed, formatted and completed", () => {
  it.each<[string, string, string, StateOptions, string | null]>([
    ["what a mail program wrote into a folder of drafts", folder, text(mailer), {}, null],
    ["the same, by the setting", elsewhere, text(mailer), { mailIs: "draft" }, null],
    ["a folder that the setting names", elsewhere, text(mailer), { draftFolders: ["linux"] }, null],
    ["mail that travelled, by the setting", elsewhere, text(travelled + listed), { mailIs: "draft" }, null],
    ["a mailbox of drafts", folder, text("", archive), {}, null],
    ["a reply in a folder of drafts", folder, text("", SEPARATOR, attribution), {}, null],
    ["git's user's own", elsewhere, text(""), { userAddresses: ["anna.berg@example.org"] }, null],
    ["elsewhere the mail program counts", elsewhere, text(mailer), {}, "X-Mailer: header"],
    ["no folder is one of drafts", folder, text(mailer), { draftFolders: [] }, "X-Mailer: header"],
    ["mail that travelled into a folder of drafts", folder, text(travelled), {}, "Received: header"],
    ["a list's in a folder of drafts", folder, text(listed), {}, "List-Id: header"],
    [
      "received by the setting",
      folder,
      text(""),
      { mailIs: "received" },
      "setting patchMail.diagnostics.mailIs",
    ],
    ["a mailbox", elsewhere, text("", archive), {}, "mailbox"],
  ])("%s", async (_name, uri, of, options, why) => {
    const document = parsed(of, uri);
    const [message] = document.model.messages;
    if (message === undefined) throw new Error("no message");
    expect(mailState(document, message, options).state).toBe(why === null ? "draft" : "received");
    expect(await answers(document, options)).toEqual(
      why === null ? all("yes") : all(expect.stringContaining(why) as string, "no"),
    );
  });

  it("a git format-patch file of somebody else, and an untitled copy whatever the setting says", async () => {
    expect(await answers(parsed(text(""), elsewhere), {})).toEqual(all("yes"));
    expect(await answers(parsed(text(travelled), "untitled:x"), { mailIs: "received" })).toEqual(all("yes"));
  });

  it("a reply outside of such folders: it is written, but not edited", async () => {
    const reply = parsed(text("", "", attribution), elsewhere);
    expect(await answers(reply, {})).toMatchObject({
      fix: "no",
      edit: expect.stringContaining("a reply"),
      format: "yes",
      complete: "yes",
    });
  });

  it("the rules list each place to be mended there", () => {
    const spaces = DIFF.replace(/^(\+.*)$/gm, "$1 ");
    const of = mail({ headers: mailer, diff: spaces });
    const count = (options: StateOptions): number =>
      diagnose(parsed(of, elsewhere), options).filter(({ code }) => code === "patch.trailing-whitespace")
        .length;
    expect([count({}), count({ mailIs: "draft" }), count({ draftFolders: ["linux"] })]).toEqual([1, 2, 2]);
  });
});
