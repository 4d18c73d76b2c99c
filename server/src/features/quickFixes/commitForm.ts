import type { Message } from "../../core/model.js";
import type { TextChange } from "../../core/patch/hunkShape.js";
import { type CommitMention, commitMentions } from "../../diagnostics/commitMentions.js";
import { logLines } from "../../diagnostics/logLines.js";
import type { ParsedDocument } from "../feature.js";
import type { FixPlace, QuickFix } from "./quickFix.js";

/**
 * `Commit  1A2B3C4D5E6F ("subject")`: lower case, one blank. Only where nothing has to be looked up: digits and subject
 * are there.
 */
export const commitForm: QuickFix = {
  rules: ["log.commit-id-style"],
  isSafe: true,
  fixes(place) {
    const mention = wholeMention(place);
    if (mention === null || mention.word === null || !mention.hasQuotes) return [];
    const changes = formChanges(mention);
    return changes.length === 0 ? [] : [{ title: "Write the commit in lower case, with one blank", changes }];
  },
};

/** The same where the word “commit” or the subject's quotes are missing: whether it is a commit, its writer knows. */
export const commitWords: QuickFix = {
  rules: ["log.commit-id-style"],
  isSafe: false,
  fixes(place) {
    const mention = wholeMention(place);
    if (mention === null || (mention.word !== null && mention.hasQuotes)) return [];
    const { word, hashSpan, hasQuotes, titleSpan } = mention;
    const before = place.document.text.slice(Math.max(0, hashSpan.start - 20), hashSpan.start);
    // Of “commits <hash> and <hash>” only the writer can make a sentence.
    if (word === null && /\bcommits?[\s,]*$/i.test(before)) return [];
    const changes = formChanges(mention);
    if (word === null) changes.unshift(inserted(hashSpan.start, "commit "));
    if (!hasQuotes && titleSpan !== null)
      changes.push(inserted(titleSpan.start + 1, '"'), inserted(titleSpan.end - 1, '"'));
    const what = [...(word === null ? ["“commit”"] : []), ...(hasQuotes ? [] : ["quotes"])].join(" and ");
    return [{ title: `Add ${what}`, changes }];
  },
};

const inserted = (offset: number, text: string): TextChange => ({
  span: { start: offset, end: offset },
  text,
});

/** The mention that the finding is about, where nothing of it has to be looked up. */
function wholeMention({ document, message, span }: FixPlace): CommitMention | null {
  const found = mentionsOf(document, message).get(span.start);
  if (found === undefined || found.title === null || found.title.trim() === "") return null;
  return found.hash.length >= 12 && found.hash.length <= 40 ? found : null;
}

/** Each finding of a message asks for them. */
const known = new WeakMap<Message, ReadonlyMap<number, CommitMention>>();

/** The commits that a log mentions, by where they stand. */
function mentionsOf(document: ParsedDocument, message: Message): ReadonlyMap<number, CommitMention> {
  const before = known.get(message);
  if (before !== undefined) return before;
  const found = new Map<number, CommitMention>();
  for (const one of commitMentions(logLines(document, message)))
    if (!found.has(one.span.start)) found.set(one.span.start, one);
  known.set(message, found);
  return found;
}

/** In the order of the text. */
function formChanges({ word, wordSpan, hash, hashSpan, hasOneBlank }: CommitMention): TextChange[] {
  const changes: TextChange[] = [];
  if (wordSpan !== null && word !== "commit" && word !== "Commit")
    changes.push({ span: wordSpan, text: "commit" });
  if (wordSpan !== null && !hasOneBlank)
    changes.push({ span: { start: wordSpan.end, end: hashSpan.start }, text: " " });
  if (hash !== hash.toLowerCase()) changes.push({ span: hashSpan, text: hash.toLowerCase() });
  return changes;
}
