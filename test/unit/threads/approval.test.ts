import { describe, expect, it } from "vitest";
import { isApproval } from "../../../server/src/threads/approval.js";
import { factsOfText, mail } from "./factsOfText.js";

const anna = "Anna Berg <anna@example.org>";
const quote = "On Mon, Bo Lind wrote:\n> Free the lock.\n\n";

/** Texts of the comments of a reply with this body. */
const said = (body: string): string[] =>
  factsOfText(
    mail(anna, "Re: [PATCH 1/2] lock: free it", body, "In-Reply-To: <p@example.org>\n"),
  ).comments.map(({ text }) => text);

describe("approval", () => {
  it("is thanks, praise, a greeting or a sign-off, and nothing else", () => {
    for (const text of [
      "Nice.",
      "Got it.",
      "Looks good to me, thanks!",
      "Hi Bo,\n\nThanks for the fix.\n\n- Anna",
      "- Anna",
    ])
      expect(isApproval(text, false), text).toBe(true);
    for (const text of [
      "Nice?",
      "Looks good, but the lock leaks.",
      "Typo",
      "Why",
      "Racy.",
      "Free it first.",
      "No thanks to this",
    ])
      expect(isApproval(text, false), text).toBe(false);
    expect(isApproval("This cleans up the lock code nicely.", false)).toBe(false);
    expect(isApproval("This cleans up the lock code nicely.", true)).toBe(true);
    expect(isApproval("Nice, but rename the lock.", true)).toBe(false);
  });

  it("is no comment, with a trailer below or without", () => {
    expect(said(`${quote}Looks good.\n`)).toEqual([]);
    expect(said(`${quote}A nice way to free it, feel free to add:\n\nReviewed-by: ${anna}\n`)).toEqual([]);
    expect(said(`${quote}Rename the lock.\nReviewed-by: ${anna}\n`)).toEqual(["Rename the lock."]);
    expect(said(`${quote}Looks good:\n\nReviewed-by: ${anna}\n\nIs the lock held here?\n`)).toEqual([
      "Is the lock held here?",
    ]);
  });

  it("is mail that tells what was applied", () => {
    expect(said(`${quote}Applied to the lock tree with the log reworded, it goes into 6.9.\n`)).toEqual([]);
    expect(said(`${quote}It leaks.\n\n> Take it.\n\nSo does this.\n`)).toEqual([
      "It leaks.",
      "So does this.",
    ]);
  });

  it("is no question above what is quoted", () => {
    expect(said(`Who frees it then?\n\n${quote}`)).toEqual(["Who frees it then?"]);
    expect(said(`It is freed by then.\n\n${quote}`)).toEqual([]);
  });
});
