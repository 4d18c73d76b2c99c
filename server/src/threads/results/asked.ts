import type { OwnLine } from "./resultMail.js";

/** A reviewer's words that ask for a new version, or refuse this one. */
export interface SaidAsked {
  /** The sentence, as it was written. */
  readonly text: string;
  readonly line0: number;
}

const maxParagraph = 3000;
const maxSentence = 400;

/**
 * `Please fix this and resend.`, `v2 please`, `needs a respin`, `drop this patch`: sentence by sentence of the writer's own
 * text, which may go over several lines. What is denied, left to a condition, or announced by its own writer is none.
 */
export function saidAsked(lines: readonly OwnLine[]): SaidAsked | null {
  if (!lines.some(({ text, isSignature }) => !isSignature && MAY_ASK.test(text))) return null;
  for (const paragraph of paragraphs(lines)) {
    let text = "";
    const starts: number[] = [];
    for (const line of paragraph) {
      starts.push(text.length);
      text += `${line.text.trim()} `;
      if (text.length > maxParagraph) break;
    }
    const found = inParagraph(text);
    if (found === null) continue;
    const line = paragraph[starts.findLastIndex((start) => start <= found.offset)];
    return { text: found.text, line0: line?.line0 ?? 0 };
  }
  return null;
}

/** Lines that follow one another and are not empty; none of the signature. */
function paragraphs(lines: readonly OwnLine[]): readonly (readonly OwnLine[])[] {
  const all: OwnLine[][] = [];
  let current: OwnLine[] = [];
  for (const line of lines) {
    if (line.isSignature || line.text.trim() === "") {
      current = [];
      continue;
    }
    if (current.length === 0 || current.at(-1)?.line0 !== line.line0 - 1) {
      current = [];
      all.push(current);
    }
    current.push(line);
  }
  return all;
}

function inParagraph(text: string): { readonly text: string; readonly offset: number } | null {
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const isEnd = at === text.length || (/[.!?;]/.test(text.charAt(at)) && /\s/.test(text.charAt(at + 1)));
    if (!isEnd) continue;
    const sentence = text.slice(start, Math.min(at, start + maxSentence)).trim();
    if (MAY_ASK.test(sentence) && asksFor(sentence)) return { text: sentence, offset: start };
    start = at + 1;
  }
  return null;
}

/** A cheap look for the words. */
const MAY_ASK =
  /re-?(?:send|spin|post|submit|base|roll|work)|please|pls|\bv\d|new version|drop this|requested|na(?:c)?k/i;

const asksFor = (sentence: string): boolean =>
  !DENIED.test(sentence) && ASKS.some((one) => one.test(sentence));

const DENIED =
  /^if |\b(?:no need|don't|do not|doesn't|does not|didn't|not needed|needn't|won't|unless|i'll|i will|i'd|i would|we'll|i can|i am going|let me|if (?:you|there|we|it|nobody|anyone|that)|should i|shall i|do i|do you want|would you like|in case|next time|when you|whenever|for the future|in the future|before (?:i|sending)|will (?:send|resend|respin|repost))\b/i;

const ASKS: readonly RegExp[] = [
  /\b(?:please|pls|kindly|can you|could you|would you|you need to|you must|you have to|needs? to be)\b.{0,120}?\b(?:re-?send|re-?spin|re-?post|re-?submit|re-?sent|re-?spun|re-?posted|re-?submitted|re-?roll)\b/i,
  /\b(?:please|pls|can you|could you|would you)\b.{0,80}?\b(?:send|post|submit|spin|do|cut|make)\b (?:me |us |out )?(?:an? |the )?(?:v\d{1,2}\b|(?:new|updated|fixed|next|corrected|revised) (?:version|revision|series|patch)\b)/i,
  /^(?:so |ok |and )?(?:v\d{1,2}|a? ?new version|re-?spin|resend),? (?:please|pls)\b/i,
  /^(?:please|pls) (?:re-?send|re-?spin|re-?post|re-?submit|rebase)\b/i,
  /\b(?:this|it|series|patch|patchset|that|one) (?:still |clearly |also |probably )?needs? (?:a |an |another )(?:re-?spin|rebase|new version|rework|re-?roll|v\d{1,2}|resend)\b|^(?:so )?needs (?:a |an |another )(?:re-?spin|rebase|new version|rework|re-?roll|v\d{1,2}|resend)\b/i,
  /^(?:please |so |just |ok |pls )?(?:drop|remove) this(?: patch| one| series)?(?: please|,? thanks)?$/i,
  /^(?:please |pls )drop this (?:patch|series)\b/i,
  /^changes requested\b/i,
  /\b(?:please|pls|can you|could you)\b.{0,120}?\b(?:in|for) (?:the |your )?next (?:version|revision|spin|iteration)\b/i,
  /^(?:in|for) (?:the |your )?next (?:version|revision|spin|iteration),? (?:please|pls|can you|could you)\b/i,
  /^(?:[Ss]o |[Ss]orry,? |[Hh]ard |[Ss]trong |[Bb]ig |[Ss]till |[Aa]nd |a )?(?:NAK|NACK|Nack|Nak)(?:$|[,:]|\s(?:from me|on|to|for|this|-))|^(?:[Ss]o )?I (?:NAK|NACK|nack|nak) (?:this|it|the)\b/,
];
