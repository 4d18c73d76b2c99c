/**
 * `textDocument/definition` (LSP 3.17 § Goto Definition Request): from a Message-ID to its message, from a row of a
 * diffstat to the file's diff, from a file's header to its row, from what a robot found to the file in the tree at hand.
 */
import type { DefinitionParams, Location } from "vscode-languageserver-protocol";
import { hunkAt, messageAt } from "../core/lookup.js";
import type { DiffFile, DiffstatRow, MailDocument, Message } from "../core/model.js";
import { placesOf } from "./documentLink.js";
import type { Feature, LocalTree, MailLookup, ParsedDocument } from "./feature.js";
import { lineStartRange, messageStart } from "./locate.js";
import { messageIdAt } from "./messageIds.js";

/** Where the thing under `offset` is; empty where it is nothing that we know. */
export function definitionsAt(document: ParsedDocument, offset: number, mail: MailLookup): Location[] {
  const { model, text, uri } = document;
  const message = messageAt(model, offset);
  if (message === null) return [];
  const id = messageIdAt(message, text, model.lines, offset);
  if (id !== null) return messagesWithId(document, id.id, mail);
  const line0 = model.lines.lineAt(offset);
  const place = fileOfRow(message, line0) ?? rowOfFile(model, message, line0);
  return place === undefined ? [] : [{ uri, range: lineStartRange(place) }];
}

/** The line of a file in the tree at hand, from where a robot names it; empty where no such file is there. */
async function fileInTree(
  { model, uri }: ParsedDocument,
  offset: number,
  tree: LocalTree,
): Promise<Location[]> {
  const report = messageAt(model, offset)?.report ?? null;
  const place =
    report === null
      ? undefined
      : placesOf(report).find(({ span }) => offset >= span.start && offset <= span.end);
  if (place === undefined) return [];
  const file = await tree.find(uri, place.path);
  if (file === null) return [];
  const at = {
    line: Math.max(0, (place.fileLine ?? 1) - 1),
    character: Math.max(0, (place.fileColumn ?? 1) - 1),
  };
  return [{ uri: file, range: { start: at, end: at } }];
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

/** First line of the diff of the diffstat row at `line0`. */
function fileOfRow(message: Message, line0: number): number | undefined {
  for (const stat of message.diffstats) {
    const row = stat.rows.find((one) => one.line0 === line0);
    if (row !== undefined) {
      return message.files.find(
        (file) => file.startLine0 > line0 && file.depth === stat.depth && names(row, file),
      )?.startLine0;
    }
  }
  return undefined;
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

export const definition: Feature<DefinitionParams, Location[]> = {
  method: "textDocument/definition",
  capabilities: { definitionProvider: true },
  async handle(document, { position }, { mail, tree }) {
    const offset = document.model.lines.offsetAt(position);
    const found = definitionsAt(document, offset, mail);
    return found.length > 0 ? found : await fileInTree(document, offset, tree);
  },
};
