import { filterFieldNames, filterWords, parseFilter } from "./filter.js";
import { isStateWord, stateNames } from "./filterMatch.js";
import { plainLine } from "./plainLine.js";

const hasValues = ["replies"];
const isValues = ["unread", "mine"];
const maxCharacters = 40;

/** The terms in one line, for a box. */
export const filterTerms =
  "s: f: m: tc: dfn: is:unread is:mine, and of the whole thread state: by: has:replies silent:14";

/** What is wrong with a filter as typed: a sentence for the user, of the first mistake; null where there is none. */
export function filterMistake(text: string): string | null {
  for (const word of filterWords(text)) {
    // `net:` alone and `https://…` are text; so is a name that is no plain word.
    const found = /^-?([a-z]{1,20}):(?!\/\/)[^\s]/i.exec(word)?.[1];
    if (found !== undefined && !filterFieldNames.includes(found.toLowerCase())) {
      return `“${plainLine(found, maxCharacters)}:” is no term, and is looked for as text. Terms: ${filterTerms}`;
    }
  }
  const filter = parseFilter(text);
  for (const { field, text: value } of filter?.thread ?? []) {
    const shown = plainLine(value, maxCharacters);
    if (field === "state" && !isStateWord(value)) {
      return `“state:${shown}” is no state. States: ${stateNames.join(" ")}`;
    }
    if (field === "has" && !hasValues.includes(value))
      return `“has:${shown}” is not known: it is has:replies`;
    if (field === "silent" && !/^\d{1,5}d?$/.test(value)) {
      return `“silent:${shown}” is no number of days: silent:14`;
    }
  }
  for (const { field, text: value } of filter?.message ?? []) {
    if (field === "is" && !isValues.includes(value)) {
      return `“is:${plainLine(value, maxCharacters)}” is not known: it is is:unread or is:mine`;
    }
  }
  return null;
}
