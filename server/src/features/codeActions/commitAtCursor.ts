import { LineKind, type Message } from "../../core/model.js";
import { logTrailers } from "../../diagnostics/commitLog.js";
import { logReferences } from "../../diagnostics/commitReferences.js";
import type { CommitName } from "../commitSource.js";
import { commitWordAt } from "../commitWord.js";
import type { ParsedDocument } from "../feature.js";
import { fixesLine, lineEnding, paragraphAt, remarkOf, shownCommit, writeReference } from "../writeCommit.js";
import type { ActionOffer, ActionSource } from "./source.js";

/** With the cursor on a hash in a draft's log: the whole reference in its place, and a `Fixes:` for it. */
export const commitAtCursorAction: ActionSource = {
  kind: "refactor.rewrite",
  async offers({ document, message, offset, line0, context }) {
    const { text, model } = document;
    const log = message.commitLog;
    if (log === null || line0 < log.startLine0 || line0 >= log.endLine0) return [];
    if (model.lines.kind(line0) !== LineKind.text || model.lines.depth(line0) > 0) return [];
    const word = commitWordAt(text, model.lines, offset);
    if (word === null) return [];
    const named = logReferences(document, message).prose.find(
      ({ hashSpan }) => hashSpan.start === word.span.start,
    );
    const commit = await context.commits?.name(document.uri, word.hash, named?.subject ?? null);
    if (!commit) return [];
    const offers: ActionOffer[] = [];
    const change = writeReference(document, paragraphAt(document, log, word.span.start), word.span, commit);
    if (change.text !== text.slice(change.span.start, change.span.end))
      offers.push({ title: `Write as commit ${shownCommit(commit)}${remarkOf(commit)}`, changes: [change] });
    const fixes = insertFixes(document, message, commit);
    if (fixes !== null) offers.push(fixes);
    return offers;
  },
};

/** Above the other trailers; below the log where there are none. null where the log says it already. */
function insertFixes(document: ParsedDocument, message: Message, commit: CommitName): ActionOffer | null {
  const { text, model } = document;
  const { lines } = model;
  const log = message.commitLog;
  if (log === null) return null;
  if (logReferences(document, message).fixes.some(({ hash }) => commit.hash.startsWith(hash))) return null;
  const first = firstTrailer(document, message);
  const end = lineEnding(text, lines, log.startLine0);
  const title = `Insert “Fixes: ${shownCommit(commit)}”`;
  if (first !== null) {
    const at = lines.start(first);
    return { title, changes: [{ span: { start: at, end: at }, text: `${fixesLine(commit)}${end}` }] };
  }
  let last = log.endLine0 - 1;
  while (last > log.startLine0 && lines.kind(last) === LineKind.blank) last--;
  const at = lines.contentEnd(last);
  return { title, changes: [{ span: { start: at, end: at }, text: `${end}${end}${fixesLine(commit)}` }] };
}

/** First line of the block of trailers that ends the log; null where words end it. */
function firstTrailer({ model: { lines } }: ParsedDocument, message: Message): number | null {
  const trailers = logTrailers(message);
  const last = trailers.at(-1);
  if (last === undefined) return null;
  const end = message.commitLog?.endLine0 ?? 0;
  for (let line0 = last.endLine0; line0 < end; line0++) if (lines.kind(line0) !== LineKind.blank) return null;
  const starts = new Map(trailers.map((trailer) => [trailer.endLine0, trailer.line0]));
  let { line0 } = last;
  for (let above = starts.get(line0); above !== undefined; above = starts.get(line0)) line0 = above;
  return line0;
}
