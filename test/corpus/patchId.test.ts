import { describe, expect, it } from "vitest";
import { type MailWithFacts, mailWithFacts } from "./factsOfMail.js";
import { gitPatchIds } from "./git.js";
import { benchMail, corpusFiles, hasShared } from "./shared.js";

/** The mail without its header, and from the diff on: lines of a log may begin like a commit. */
function diffText({ lines, facts }: MailWithFacts): string {
  const from = facts.anchor?.line0 ?? lines.length;
  const last = from + (facts.anchor?.sums.length ?? 0);
  return `${lines.slice(from, last).join("\n")}\n`;
}

/** Left out, and why. */
const KNOWN: Readonly<Record<string, string>> = {
  "bench#380": "a mailer broke its hunk header, and git reads no further than that",
};

/** Mails whose equality is not git's. */
function compare(mails: readonly MailWithFacts[]): { patches: number; equal: number; wrong: string[] } {
  const patches = mails.filter(({ facts, name: own }) => facts.patch !== null && KNOWN[own] === undefined);
  const theirs = gitPatchIds(patches.map(diffText));
  const byTheirs = new Map<string, string>();
  const byOurs = new Map<string, string>();
  const wrong: string[] = [];
  let [count, equal] = [0, 0];
  for (const [index, mail] of patches.entries()) {
    const their = theirs[index];
    const our = mail.facts.patch?.patchId;
    if (!their || our === undefined) continue;
    count++;
    const known = byTheirs.get(their);
    if (known !== undefined) equal++;
    if ((known ?? our) !== our) wrong.push(`${mail.name}: git says it is the same patch as one before`);
    else if ((byOurs.get(our) ?? their) !== their) wrong.push(`${mail.name}: git says it is another patch`);
    byTheirs.set(their, our);
    byOurs.set(our, their);
  }
  return { patches: count, equal, wrong };
}

describe.runIf(hasShared("corpus", 1))("patch ids of the corpus", () => {
  it("are equal where those of git are", { timeout: 120_000 }, async () => {
    const mails: MailWithFacts[] = [];
    for (const file of corpusFiles())
      if (file.messages !== null && file.messages > 0)
        mails.push(...(await mailWithFacts(file.path, file.bytes)));
    const { patches, equal, wrong } = compare(mails);
    console.log(`corpus: ${patches} patches, ${equal} of them again\n${wrong.join("\n")}`);
    expect(patches).toBeGreaterThan(100);
    expect(equal).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });
});

describe.runIf(hasShared("bench", 1))("patch ids of 5,000 mails of one list", () => {
  it("are equal where those of git are", { timeout: 240_000 }, async () => {
    const { patches, equal, wrong } = compare(await mailWithFacts("bench", benchMail()));
    console.log(`bench: ${patches} patches, ${equal} of them again\n${wrong.join("\n")}`);
    expect(patches).toBeGreaterThan(1000);
    expect(equal).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });
});
