import { expect, it } from "vitest";
import { type AddSignoffResult, addSignoff } from "../../../server/src/features/addSignoff.js";
import { DIFF, mail, SEPARATOR } from "../diagnostics/support.js";
import { context, noGit, parsed } from "./fixture.js";
import { applied, lineDiff } from "./quickFixes/fixture.js";

const position = { line: 3, character: 0 };
const knows = (address: string | null) => ({ ...context, git: { ...noGit, user: async () => address } });

async function signed(
  text: string,
  address: string | null,
  person?: string,
): Promise<AddSignoffResult & { readonly diff: readonly string[] }> {
  const document = parsed(text);
  const asked = {
    textDocument: { uri: document.uri },
    position,
    ...(person === undefined ? {} : { person }),
  };
  const answer = await addSignoff.handle(document, asked, knows(address));
  return { ...answer, diff: lineDiff(text, applied(document, answer.edits)) };
}

const unsigned = mail({ separator: SEPARATOR, log: "The registers hold a signed value.\n" });

it("signs with git's user, whose name the patch knows, below an empty line", async () => {
  const { diff, needsPerson } = await signed(unsigned, "Anna.Berg@example.org");
  expect([diff, needsPerson]).toEqual([["+", "+Signed-off-by: Anna Berg <anna.berg@example.org>"], null]);
});

it("signs right below other trailers", async () => {
  const reviewed = mail({
    separator: SEPARATOR,
    log: "Words.\n\nReported-by: Ben Example <ben@example.com>\nAcked-by: Ben Example\n <ben@example.com>\n",
  }).replaceAll("\n", "\r\n");
  const { diff } = await signed(reviewed, null, "Ada Example <ada@example.org>");
  expect(diff).toEqual(["+Signed-off-by: Ada Example <ada@example.org>"]);
});

it("asks who signs where git does not know, or not by name", async () => {
  expect((await signed(unsigned, null)).needsPerson).toEqual({ known: "" });
  expect((await signed(unsigned, "ada@example.org")).needsPerson).toEqual({ known: " <ada@example.org>" });
});

it("does not sign twice, nor what was received, nor a bare diff, nor with more than a person", async () => {
  const ada = "Ada Example <ada@example.org>";
  const twice = await signed(mail({ separator: SEPARATOR }), null, "Berg <ANNA.BERG@example.org>");
  expect([twice.refused, twice.edits]).toEqual([expect.stringContaining("there already"), []]);
  const received = await signed(unsigned.replace("\nFrom: ", "\nReceived: from mx\nFrom: "), null, ada);
  expect([received.needsDraft, received.edits]).toEqual([true, []]);
  expect((await signed(DIFF, null, ada)).refused).toContain("no commit log");
  for (const person of ["Ada", "ada@example.org", `Ada\nAcked-by: Ada <a@example.org>`, "A <a@b> <c@d>"])
    expect((await signed(unsigned, null, person)).refused).toContain("a name and an address");
});
