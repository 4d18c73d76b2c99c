import type { Message } from "../core/model.js";
import { LineKind } from "../core/model.js";
import type { ParsedDocument } from "../features/feature.js";
import type { LogLine, LogLines } from "./logLines.js";

/** What changed since an earlier version of the patch, as it stands in a commit log. */
export interface Changelog {
  /** Its headline or first entry. */
  readonly first: LogLine;
  /** Index in `LogLines.lines` of the first line, and of the line behind the last. */
  readonly start: number;
  readonly end: number;
}

/** `v2:`, `V3->v4:`, `- v2: …`, `* v2 [Ann]:`, `RFC v2 -> v3`. */
const VERSION =
  /^\s{0,40}(?:[-*+]\s{0,4})?(?:\(|\[)?(?:PATCH\s|RFC\s)?v\d{1,3}(?:\s?(?:->|-->|=>|→|-|to|vs\.?|\/|,|&|and)\s?(?:rfc\s?)?v?\d{1,3}){0,4}(?:\)|\])?(?:\s?\([^()]{0,60}\)|\s?\[[^\][]{0,60}\])?\s?(?::|$)/i;
/** `Changes in v2:`, `Changes since RFC`, `Changelog:`, `Changelog v1 -> v2`, `Changes v2:`, `Revision history`. */
const HEADLINE =
  /^\s{0,40}(?:[-*+]\s{0,4})?(?:change[- ]?log|changes|changed|differences|updates?|version history|revision history|patch history)\b(?:\s{1,4}(?:in|since|from|for|of|with|to|between|against|on|at|after)\b)?(?:\s{1,4}(?:the|this|patch|version|series|last|previous|original|initial|first))*(?:\s{0,4}(?::|$)|\s{1,4}\(?(?:rfc|v(?:ersion|er)?\.?\s?\d|\d{1,3}\b|(?:last|previous|first|initial|original)\b))/i;

/** What each of the two needs to match: most logs have neither, and compiling those takes milliseconds in a fresh process. */
const VERSION_SIGN = /v\d/i;
const HEADLINE_SIGN = /^[\s*+-]{0,46}(?:chang|differ|update|version h|revision h|patch h)/i;

const isVersion = (text: string): boolean => VERSION_SIGN.test(text) && VERSION.test(text);
const isHeadline = (text: string): boolean => HEADLINE_SIGN.test(text) && HEADLINE.test(text);

/** The first changelog in the log; null where there is none. */
export function changelogIn({ lines }: LogLines): Changelog | null {
  for (const [start, line] of lines.entries()) {
    if (line.kind !== "prose" && line.kind !== "link") continue;
    if (!isChangelogHead(line.text)) continue;
    // In the middle of a sentence ("… what it was in\nv2: …") it is none.
    const before = lines[start - 1];
    if (before !== undefined && before.kind === "prose" && !isHeadAllowedBelow(before.text, line.text))
      continue;
    if (!isVersion(line.text) && !hasEntries(lines, start)) continue;
    return { first: line, start, end: endOf(lines, start) };
  }
  return null;
}

/** Whether a line begins what changed since a version. */
export function isChangelogHead(text: string): boolean {
  const head = text.slice(0, 200);
  return isVersion(head) || isHeadline(head);
}

function isHeadAllowedBelow(before: string, head: string): boolean {
  return (
    /^\s*[-*+(]|^\s+\S|[:.)\]]$|^-{3,}$/.test(before) || /^\s*[-*+]/.test(head) || isChangelogHead(before)
  );
}

const isEntry = (text: string): boolean =>
  /^\s*(?:[-*+•o~]|\d{1,2}[.)]|\(\w\))\s/.test(text) || isVersion(text);

/** A headline without a version needs a list, or a version, below it. */
function hasEntries(lines: readonly LogLine[], start: number): boolean {
  const head = lines[start]?.text ?? "";
  if (/\bv(?:er(?:sion)?)?\.?\s?\d|\brfc\b/i.test(head)) return true;
  for (let at = start + 1; at < lines.length && at < start + 4; at++) {
    const line = lines[at];
    if (line === undefined || line.kind === "blank") continue;
    return line.kind === "prose" && isEntry(line.text) && /\bv\d|\brfc\b/i.test(line.text);
  }
  return false;
}

/** Up to the next trailer, or a paragraph that is no list and no version. */
function endOf(lines: readonly LogLine[], start: number): number {
  let end = start + 1;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at];
    if (line === undefined || line.kind === "trailer" || line.kind === "quote") break;
    if (line.kind === "blank") continue;
    const isNew = lines[at - 1]?.kind === "blank";
    if (isNew && !isEntry(line.text) && !isChangelogHead(line.text) && !/^\s/.test(line.text)) break;
    end = at + 1;
  }
  return end;
}

/**
 * Whether words stand below the cut, above the diffstat or the diff, that say what the patch does: neither a changelog,
 * nor a list, nor what tools add.
 */
export function descriptionBelowCut(
  { model }: ParsedDocument,
  message: Message,
): { readonly startLine0: number; readonly endLine0: number } | null {
  const { lines } = model;
  const cut = message.blocks.find((block) => block.kind === "cutLine" && block.depth === 0);
  if (cut === undefined) return null;
  let start = -1;
  let words = 0;
  const limit = Math.min(message.endLine0, cut.endLine0 + 200);
  let line0 = cut.endLine0;
  for (; line0 < limit; line0++) {
    const kind = lines.kind(line0);
    if (kind === LineKind.blank && start === -1) continue;
    if (kind === LineKind.blank || kind !== LineKind.text || lines.depth(line0) > 0) break;
    const text = lines.lineText(line0).slice(0, 400);
    if (start === -1) start = line0;
    if (start === line0 && (isChangelogHead(text) || isEntry(text) || NO_DESCRIPTION.test(text))) return null;
    words += text.split(/\s+/).filter((word) => /^[\p{L}\d'’.,()-]+$/u.test(word)).length;
  }
  return start !== -1 && words >= LEAST_WORDS ? { startLine0: start, endLine0: line0 } : null;
}

/** Fewer words describe nothing. */
const LEAST_WORDS = 6;
/** What is rightly said below the cut. */
const NO_DESCRIPTION =
  /^\s*(?:notes?\b|this (?:patch|series|is) (?:is |was )?(?:based|depends|applies|against|intended|for|on|resen[dt]|a resend|v\d)|based on|depends on|dep(?:endency|endencies)\b|applies|resend|compile|build|tested|previous|prior|link|https?:|cc|hi\b|hello|dear|sorry|please|thanks)/i;
