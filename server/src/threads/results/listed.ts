import { plainLine } from "../plainLine.js";
import type { OwnLine } from "./resultMail.js";

/** Patches that a mail lists with the commits they became. */
export interface Listed {
  /** Titles of those that were taken. */
  readonly titles: readonly string[];
  /** Some are listed that were not. */
  readonly hasOthers: boolean;
}

const maxTitles = 300;

/**
 * `[1/3] title` with `commit: hash` below (b4-ty), or `- [net-next,1/3] title` with a link below (patchwork). Titles without
 * brackets; those whose next line says that there is no commit are not taken.
 */
export function listedTitles(lines: readonly OwnLine[]): Listed {
  const titles: string[] = [];
  let hasOthers = false;
  for (const [at, line] of lines.entries()) {
    if (titles.length === maxTitles) break;
    const found = ROW.exec(line.text);
    if (found === null) continue;
    const next = belowTitle(lines, at);
    if (next === null) continue;
    if (/^\s*\(?no (?:matching )?commit/i.test(next)) hasOthers = true;
    else titles.push(plainLine(found[1] ?? "", 200));
  }
  return { titles, hasOthers };
}

const ROW =
  /^ {0,4}(?:- )?\[(?:[^\]]{0,100}[,\s])?\d{1,4}\/\d{1,4}\] {0,2}(\S.{0,300})$|^ {0,4}- \[[^\]]{1,100}\] {0,2}(\S.{0,300})$/;

/** The line with the commit below a title, which may be wrapped. */
function belowTitle(lines: readonly OwnLine[], at: number): string | null {
  for (const line of lines.slice(at + 1, at + 4))
    if (/^\s{1,12}(?:commit: |https?:\/\/|\(?no (?:matching )?commit|\[?[0-9a-f]{12,64}\b)/i.test(line.text))
      return line.text;
  return null;
}
