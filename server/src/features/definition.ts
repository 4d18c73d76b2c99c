/**
 * `textDocument/definition` (LSP 3.17 § Goto Definition Request): from a Message-ID to its message, from a row of a
 * diffstat to the file's diff and back, from a line of a hunk, a path or a stack trace to the source, from quoted text to
 * the message that wrote it.
 */
import type { DefinitionParams, Location, LocationLink } from "vscode-languageserver-protocol";
import { hunkAt, messageAt } from "../core/lookup.js";
import type { DiffFile, DiffstatRow, MailDocument, Message } from "../core/model.js";
import { touches } from "../core/text/span.js";
import type { Feature, FeatureContext, MailLookup, ParsedDocument } from "./feature.js";
import type { FinderQuestion, GoTo, GoToPlace } from "./finder.js";
import { placesForEditor } from "./goToPlaces.js";
import { lineStartRange, messageStart } from "./locate.js";
import { messageIdAt } from "./messageIds.js";
import { sourceAt } from "./sourceAt.js";

/** Where the thing under `offset` is in the mail at hand; empty where it is nothing that the mail itself tells. */
export function definitionsAt(document: ParsedDocument, offset: number, mail: MailLookup): Location[] {
  return withIdAt(document, offset, mail) ?? [...(rowAt(document, offset)?.places ?? [])];
}

/** All that Go to Definition leads to, the likeliest first. */
export async function definitionOf(
  question: FinderQuestion,
  { mail, finder, options }: Pick<FeatureContext, "mail" | "finder" | "options">,
): Promise<GoTo> {
  const { document, position } = question;
  const offset = document.model.lines.offsetAt(position);
  const withId = withIdAt(document, offset, mail);
  if (withId !== null) {
    const note = withId.length > 0 ? null : "The message with this id is not in the mail at hand.";
    return { origin: null, places: withId.map(inFile), note };
  }
  // A hash of an `index` line is the narrower thing, where the client shows what it names.
  const isHash = options.virtualLinks === true && sourceAt(document, offset)?.kind === "object";
  const row = isHash ? null : rowAt(document, offset);
  const own = (row?.places ?? []).map(inFile);
  // Beside the path of a row or header the other one is meant; on it the file is, too.
  if (row !== null && own.length > 0 && !row.isOnPath) return { origin: null, places: own, note: null };
  const source = await finder?.source(question);
  if (source !== undefined && row === null) return source;
  if (source === undefined) return { origin: null, places: own, note: null };
  // On a path of a file's header the file is meant, and the row where no tree has it (Go to Declaration always leads there).
  const isFile = row !== null && !row.isRow && source.places.length > 0;
  const places = row?.isRow === true ? [...own, ...source.places] : isFile ? source.places : own;
  return { ...source, places, note: own.length > 0 ? null : source.note };
}

const inFile = ({ uri, range }: Location): GoToPlace => ({ kind: "file", uri, range });

/** null: there is no Message-ID. */
function withIdAt(document: ParsedDocument, offset: number, mail: MailLookup): Location[] | null {
  const { model, text } = document;
  const message = messageAt(model, offset);
  const id = message && messageIdAt(message, text, model.lines, offset, mail);
  return id === null ? null : messagesWithId(document, id.id, mail);
}

/** From a diffstat row to its diff, from a file's header to its row. */
interface RowPlaces {
  readonly isRow: boolean;
  readonly isOnPath: boolean;
  readonly places: readonly Location[];
}

/** The row of the diffstat for the file whose header stands at an offset; empty for any other place. */
export function diffstatRowAt(document: ParsedDocument, offset: number): readonly Location[] {
  const row = rowAt(document, offset);
  return row === null || row.isRow ? [] : row.places;
}

function rowAt({ model, uri }: ParsedDocument, offset: number): RowPlaces | null {
  const message = messageAt(model, offset);
  if (message === null) return null;
  const line0 = model.lines.lineAt(offset);
  const places = (found: number | undefined): Location[] =>
    found === undefined ? [] : [{ uri, range: lineStartRange(found) }];
  for (const { rows, depth } of message.diffstats) {
    const row = rows.find((one) => one.line0 === line0);
    if (row === undefined) continue;
    const file = message.files.find(
      (one) => one.startLine0 > line0 && one.depth === depth && names(row, one),
    );
    return { isRow: true, isOnPath: touches(row.pathSpan, offset), places: places(file?.startLine0) };
  }
  const file = hunkAt(model, message, line0)?.file;
  if (file === undefined || line0 >= file.headerEndLine0) return null;
  const isOnPath = [file.oldPath, file.newPath].some((path) => path !== null && touches(path.span, offset));
  // `diff --git a/x b/x`: its paths have no spans of their own.
  const isCommand = line0 === file.startLine0 && file.hasGitHeader;
  return { isRow: false, isOnPath: isOnPath || isCommand, places: places(rowOfFile(model, message, line0)) };
}

/** Messages with this Message-ID: of this document first, else of all mail that is open or indexed. */
export function messagesWithId(document: ParsedDocument, id: string, mail: MailLookup): Location[] {
  const { model, uri } = document;
  const here = model.messages.filter((message) => message.messageId === id);
  if (here.length > 0) return here.map((message) => ({ uri, range: messageStart(message, model.lines) }));
  return mail
    .byMessageId(id)
    .filter((summary) => !summary.isSynthetic)
    .map((summary) => ({ uri: summary.uri, range: lineStartRange(summary.line0) }));
}

/** Line of the nearest diffstat row above for the file whose header holds `line0`. */
function rowOfFile(model: MailDocument, message: Message, line0: number): number | undefined {
  const file = hunkAt(model, message, line0)?.file;
  if (file === undefined || line0 >= file.headerEndLine0) return undefined;
  for (let at = message.diffstats.length - 1; at >= 0; at--) {
    const stat = message.diffstats[at];
    if (stat === undefined || stat.depth !== file.depth || stat.startLine0 > line0) continue;
    const row = stat.rows.find((one) => names(one, file));
    if (row !== undefined) return row.line0;
  }
  return undefined;
}

/** Whether a diffstat row is about this file: `...tail` and `dir/{old => new}/x` are how git shortens (git-diff(1)). */
function names(row: DiffstatRow, file: DiffFile): boolean {
  const { path } = row;
  const renamed = newNameOf(path);
  if (renamed === file.path || path === file.path) return true;
  return renamed.startsWith("...") && renamed.length > 4 && file.path.endsWith(renamed.slice(3));
}

function newNameOf(path: string): string {
  const arrow = path.indexOf(" => ");
  if (arrow === -1) return path;
  const open = path.lastIndexOf("{", arrow);
  const close = path.indexOf("}", arrow);
  if (open === -1 || close === -1) return path.slice(arrow + 4);
  const middle = path.slice(arrow + 4, close);
  const tail = path.slice(close + 1);
  // `a/{b => }/c` is `a/c`: one of the two slashes goes with the empty name.
  return path.slice(0, open) + middle + (middle === "" && tail.startsWith("/") ? tail.slice(1) : tail);
}

export const definition: Feature<DefinitionParams, (Location | LocationLink)[]> = {
  method: "textDocument/definition",
  capabilities: { definitionProvider: true },
  async handle(document, { position }, context) {
    const answer = await definitionOf({ document, position, token: context.token }, context);
    return placesForEditor(answer, context);
  },
};
