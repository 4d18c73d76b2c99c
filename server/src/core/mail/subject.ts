import type { SubjectTag } from "../model.js";

/**
 * Reads `Re: [RFC PATCH net-next v2 0/4] title`. `subject` is decoded and unfolded. Version and numbers are taken from
 * the leading brackets only, word by word: `[PATCH v6,19/24]` is version 6, patch 19 of 24; `[PATCHv4 1/2]`,
 * `[RFCv3 1/4]`, `[PATCH 1/2 v3]`, `[PATCH 1/2v3]`, `[PATCH (v3) 1/2]` and `[PATCH_V3: 1/2]` are read too (PEERS.md
 * "version detection"). `v5.10` is a tree.
 */
export function parseSubject(subject: string): SubjectTag {
  let rest = subject.trim();
  let isReply = false;
  const words: string[] = [];
  for (let guard = 0; guard < 32; guard++) {
    // A cheap look first, here and below: most words are plain, and a mailbox has a hundred thousand of them.
    const reply = rest.startsWith("[") ? null : replyWord.exec(rest);
    if (reply) {
      // `[PATCH 2/3] Re: x` is a title; `[list] Re: [PATCH` and `Re: [PATCH] Re: x` are not.
      const behind = rest.slice(reply[0].length);
      if (!isReply && !behind.startsWith("[") && words.some((word) => /PATCH|^\d+\/\d+$/i.test(word))) break;
      if (!/^fwd?/i.test(reply[0])) isReply = true;
      rest = rest.slice(reply[0].length);
      continue;
    }
    if (!rest.startsWith("[")) break;
    const close = rest.indexOf("]");
    if (close === -1 || close > 200) break;
    const inner = rest.slice(1, close);
    // "[BUG] title" and "[0/3] title" are brackets of the poster; "[this]" deep in prose never comes first.
    // Mercurial's patchbomb writes "[PATCH 1 of 2]".
    const numbered = / of /i.test(inner)
      ? inner.replace(/(?<![^\s,])(\d{1,4}) of (\d{1,4})(?![^\s,])/i, "$1/$2")
      : inner;
    for (const word of numbered.split(/[\s,]+/)) {
      if (isLetters(word)) words.push(word);
      else words.push(...plainWords(word));
    }
    rest = rest.slice(close + 1).trim();
  }
  let version = 1;
  let index: number | null = null;
  let total: number | null = null;
  let isPatch = false;
  let isRfc = false;
  let isResend = false;
  let isPull = false;
  for (const word of words) {
    const upper = word.toUpperCase();
    if (upper === "PATCH") {
      isPatch = true;
      continue;
    }
    // Without a digit it is no version and no number, and other words tell nothing.
    if (isLetters(word) && !tellingWord.test(upper)) continue;
    // `v2.1` is a reroll of version 2 (git-format-patch(1), `--reroll-count`).
    const glued = /^(?:RFC|(?:RFC[-/]?)?PATCH(?:[-/]RFC)?)?(?:[-_]?V(\d{1,4})(?:\.\d{1,4})?)?$/.exec(upper);
    if (glued && !isTree(upper)) {
      if (upper.includes("PATCH")) isPatch = true;
      if (upper.includes("RFC")) isRfc = true;
      if (glued[1]) version = Number.parseInt(glued[1], 10);
    } else if (upper === "RESEND" || upper === "REPOST") isResend = true;
    else if (upper === "PULL") isPull = true;
    else {
      const numbered = /^(\d{1,4})\/(\d{1,4})$/.exec(word);
      if (numbered) {
        index = Number.parseInt(numbered[1] ?? "", 10);
        total = Number.parseInt(numbered[2] ?? "", 10);
      }
    }
    if (upper.startsWith("RFC")) isRfc = true;
  }
  // Robots name a commit so: "[net:master 3/8] a.c: sparse: …" is their report on it.
  const isOfBranch = words.some((word) => word.includes(":"));
  if (index !== null && !isPull && (isRfc || !isOfBranch)) isPatch = true;
  return { words, isPatch, isReply, isResend, isRfc, isPull, version, index, total, title: rest };
}

const replyWord = /^(?:re|aw|fwd?|sv|antw|回复|答复)(?:\[\d+\])?\s*[::]\s*/i;
const tellingWord = /RFC|PATCH|RESEND|REPOST|PULL/;

/** Letters and hyphens only, at least one: `net-next`. */
function isLetters(word: string): boolean {
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at) | 0x20;
    if ((code < 0x61 || code > 0x7a) && code !== 0x2d) return false;
  }
  return word !== "";
}

/** Punctuation that people write around versions and numbers; other words stay as they are. */
function plainWords(word: string): readonly string[] {
  if (word === "") return [];
  if (word.length > 40) return [word];
  const bare =
    /^\(?((?:(?:RFC|PATCH|[-_/])*V?\d{1,4}(?:\.\d{1,4})?|\d{1,4}\/\d{1,4}|RFC|PATCH|RESEND))[):;]*$/i.exec(
      word,
    );
  if (bare?.[1] !== undefined) return [bare[1]];
  const before = /^((?:RFC|PATCH|[-_/])*V\d{1,4})[-_:]+(\d{1,4}\/\d{1,4})[:;]?$/i.exec(word);
  const both = /^(\d{1,4}\/\d{1,4})[-_(]?(v\d{1,4})[):;]*$/i.exec(word);
  const [, one, other] = before ?? both ?? [];
  return one !== undefined && other !== undefined ? [one, other] : [word];
}

/** `v5.10`: Linux has had no tree below 3.0 for years but 2.6, so that `v2.1` is a reroll. */
function isTree(upper: string): boolean {
  const release = /^V(\d{1,4})\.(\d{1,4})$/.exec(upper);
  return release !== null && (Number(release[1]) > 2 || (release[1] === "2" && release[2] === "6"));
}
