import { describe, expect, it } from "vitest";
import { placeComments } from "../../server/src/threads/placeComments.js";
import { judgedComments, type PatchLine, patchLines, squeeze } from "./commentJudge.js";
import { type MailWithFacts, mailWithFacts } from "./factsOfMail.js";
import { benchMail, corpusFiles, hasShared } from "./shared.js";

interface Tally {
  /** Comments below a quoted diff line, as the judge sees them. */
  all: number;
  mapped: number;
  exact: number;
  byContent: number;
  byQuote: number;
  /** Mapped, and the judge agrees line by line. */
  agreed: number;
  readonly unmapped: string[];
  readonly wrong: string[];
}

/** Ours beside the judge's, for each reply. */
function compare(mails: readonly MailWithFacts[]): Tally {
  const byId = new Map<string, MailWithFacts>();
  for (const mail of mails)
    if (mail.messageId !== "" && !byId.has(mail.messageId)) byId.set(mail.messageId, mail);
  const patches = new Map<MailWithFacts, PatchLine[]>();
  const linesOf = (mail: MailWithFacts): PatchLine[] => {
    const known = patches.get(mail) ?? patchLines(mail.lines);
    patches.set(mail, known);
    return known;
  };
  const tally: Tally = {
    all: 0,
    mapped: 0,
    exact: 0,
    byContent: 0,
    byQuote: 0,
    agreed: 0,
    unmapped: [],
    wrong: [],
  };
  for (const mail of mails) {
    if (mail.facts.comments.length === 0) continue;
    const above = mail.ancestors
      .flatMap((id) => byId.get(id) ?? [])
      .filter((one) => one.facts.anchor !== null);
    const anchors = above.flatMap((one) => one.facts.anchor ?? []);
    const ours = placeComments(mail.facts.comments, mail.facts.quoted, anchors);
    for (const judged of judgedComments(mail.lines, above.map(linesOf))) {
      tally.all++;
      const where = `${mail.name}:${judged.line0 + 1} below ${JSON.stringify(judged.quoted.slice(0, 60))}`;
      const comment = ours.find((one) => one.line0 <= judged.line0 && judged.line0 < one.endLine0);
      const place = comment?.place ?? null;
      if (place === null || place.path === "" || place.fileLine === null) {
        tally.unmapped.push(
          `${where}: ${comment === undefined ? "no comment" : (comment.unplaced ?? "a header")}`,
        );
        continue;
      }
      tally.mapped++;
      if (place.messageId === "") {
        tally.byQuote++;
        continue;
      }
      if (place.isExact) tally.exact++;
      else tally.byContent++;
      const patch = above.find((one) => one.messageId === place.messageId);
      const line = patch && linesOf(patch).find((one) => one.line0 === place.patchLine0);
      const isEqualText =
        line !== undefined && (line.text === squeeze(judged.quoted) || line.text === judged.joined);
      const counted = line?.side === "old" ? line.oldLine : line?.newLine;
      const isEqualPath = line !== undefined && `/${place.path}`.endsWith(`/${line.path}`);
      const isEqualPlace = isEqualPath && line.side === place.side && counted === place.fileLine;
      if (isEqualText && isEqualPlace) tally.agreed++;
      else tally.wrong.push(`${where}: ${JSON.stringify(place)} beside ${JSON.stringify(line)}`);
    }
  }
  return tally;
}

function print(what: string, tally: Tally): void {
  const { all, mapped, exact, byContent, byQuote, agreed } = tally;
  console.log(
    `${what}: ${all} comments below quoted diff lines, ${mapped} mapped to file and line ` +
      `(${exact} by the hunk's numbers, ${byContent} by content, ${byQuote} by the quote alone), ` +
      `${agreed} with the line that the judge sees\n${tally.unmapped.map((one) => `  unmapped: ${one}\n`).join("")}` +
      tally.wrong.map((one) => `  other: ${one}\n`).join(""),
  );
}

describe.runIf(hasShared("corpus", 1))("comments of the corpus' replies", () => {
  it("map to file and line of the patch", { timeout: 120_000 }, async () => {
    const mails: MailWithFacts[] = [];
    for (const file of corpusFiles())
      if (file.messages !== null && file.messages > 0)
        mails.push(...(await mailWithFacts(file.path, file.bytes)));
    const tally = compare(mails);
    print("corpus", tally);
    expect(tally.all).toBeGreaterThanOrEqual(25);
    expect(tally.wrong).toEqual([]);
    expect(tally.mapped / tally.all).toBeGreaterThanOrEqual(0.95);
  });
});

describe.runIf(hasShared("bench", 1))("comments of 5,000 mails of one list", () => {
  it("map to file and line of the patch", { timeout: 240_000 }, async () => {
    const tally = compare(await mailWithFacts("bench", benchMail()));
    print("bench", tally);
    expect(tally.all).toBeGreaterThan(500);
    expect(tally.wrong.length / tally.all).toBeLessThan(0.02);
    expect(tally.mapped / tally.all).toBeGreaterThanOrEqual(0.95);
  });
});
