import type { SubjectTag } from "../core/model.js";

/** A numbered patch or cover letter, as far as its place in a thread is concerned. */
export interface Numbered {
  /** Null: it has none. */
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly tag: Pick<SubjectTag, "index" | "title" | "isRfc" | "isResend">;
}

type Words = Pick<SubjectTag, "isRfc" | "isResend">;

/** Parts that another may be added to: a thread with more of them is none that somebody reads. */
const MOST_PARTS = 50;

/** A mail of one series has these as all others of it, but for the cover letter. */
export const hasSameWords = (a: Words, b: Words): boolean => a.isRfc === b.isRfc && a.isResend === b.isResend;

/**
 * Which of the mails belong to one series; all have the same sender, version and count, and the same thread. That alone does
 * not make a series: a follow-up of as many patches has it, too. `git send-email` lets each patch answer the cover letter,
 * the first patch, the patch before it, or all the same other mail (git-send-email(1) `--thread`, `--chain-reply-to`,
 * `--in-reply-to`); a patch of the same number and title is that patch sent again. What is not tied by that is still one series where no number is there twice.
 *
 * @returns places in `mails`, in order; the first part holds the first mail
 */
export function seriesParts(mails: readonly Numbered[]): readonly (readonly number[])[] {
  const part = mails.map((_, at) => at);
  const head = (at: number): number => {
    let up = at;
    for (let next = part[up]; next !== undefined && next !== up; next = part[up]) {
      part[up] = part[next] ?? next;
      up = next;
    }
    return up;
  };
  const tie = (a: number, b: number): void => {
    const [one, other] = [head(a), head(b)];
    part[Math.max(one, other)] = Math.min(one, other);
  };
  const first = new Map<string, number>();
  /** Ties the mail to the first one that has the same key. */
  const tieByKey = (key: string, at: number): void => {
    const same = first.get(key);
    if (same === undefined) first.set(key, at);
    else tie(same, at);
  };
  const byId = new Map<string, number>();
  for (const [at, { messageId, tag }] of mails.entries()) {
    tieByKey(`title ${wordsOf(tag)} ${tag.index} ${tag.title}`, at);
    if (messageId === null) continue;
    tieByKey(`id ${messageId}`, at);
    if (!byId.has(messageId)) byId.set(messageId, at);
  }
  for (const [at, mail] of mails.entries()) {
    const above = mateAbove(mail, mails, byId);
    const parent = parentOf(mail);
    if (above !== null) tie(above, at);
    // A first patch that answers one of another series is no sibling of that one's patches.
    else if (parent !== null && mail.tag.index !== 0) tieByKey(`parent ${wordsOf(mail.tag)} ${parent}`, at);
  }
  const tied = new Map<number, number[]>();
  for (const at of mails.keys()) {
    const key = head(at);
    const known = tied.get(key);
    if (known === undefined) tied.set(key, [at]);
    else known.push(at);
  }
  return together(mails, [...tied.values()]);
}

/** The mail of the same series that this one answers: straight, or in a chain of which mails may be missing. */
function mateAbove(
  { tag, inReplyTo, references }: Numbered,
  mails: readonly Numbered[],
  byId: ReadonlyMap<string, number>,
): number | null {
  const index = tag.index ?? 0;
  const chain = references.length > 0 ? references : inReplyTo.slice(0, 1);
  const parent = inReplyTo[0] ?? chain.at(-1);
  for (let up = 1; up <= Math.min(index, Math.max(chain.length, 1)); up++) {
    const id = up === 1 ? parent : chain.at(-up);
    const at = id === undefined ? undefined : byId.get(id);
    const mate = at === undefined ? undefined : mails[at];
    if (at === undefined || mate === undefined) continue;
    const above = mate.tag.index ?? 0;
    const isInPlace = index - above === up || (up === 1 && above <= 1 && above < index);
    return isInPlace && (above === 0 || hasSameWords(tag, mate.tag)) ? at : null;
  }
  return null;
}

const wordsOf = ({ isRfc, isResend }: Words): string => `${isRfc} ${isResend}`;

const parentOf = ({ inReplyTo, references }: Numbered): string | null =>
  inReplyTo[0] ?? references.at(-1) ?? null;

/** Parts whose numbers differ are one: somebody has sent the rest of a series later, in answer to something else. */
function together(mails: readonly Numbered[], parts: readonly number[][]): readonly (readonly number[])[] {
  const joined: { readonly part: number[]; readonly indexes: Set<number> }[] = [];
  for (const part of parts) {
    const indexes = new Set(part.map((at) => mails[at]?.tag.index ?? 0));
    const tag = mails[part[0] ?? 0]?.tag;
    const mate = joined.slice(0, MOST_PARTS).find((one) => {
      const other = mails[one.part[0] ?? 0]?.tag;
      return (
        tag !== undefined &&
        other !== undefined &&
        hasSameWords(tag, other) &&
        ![...indexes].some((index) => one.indexes.has(index))
      );
    });
    if (mate === undefined) joined.push({ part, indexes });
    else {
      mate.part.push(...part);
      for (const index of indexes) mate.indexes.add(index);
    }
  }
  return joined.map(({ part }) => part.toSorted((a, b) => a - b));
}
