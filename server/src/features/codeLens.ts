/** `textDocument/codeLens` (LSP 3.17 § Code Lens Request): what can be done with a file or hunk, above its first line. */
import type { CodeLens, CodeLensParams, Command } from "vscode-languageserver-protocol";
import { type DiffFile, type Hunk, LineKind, type Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { CommentLookup, Feature, FeatureOptions, ParsedDocument, PatchComment } from "./feature.js";

/** Above so many places only files have lenses, and above so many files nothing has: an editor lays out each. */
const maxPlaces = 1000;
const maxLenses = 3 * maxPlaces;

/** What `codeLens/resolve` makes a command of: the lens' `data`. */
export interface LensData {
  readonly uri: string;
  /** 0-based: of the file's or hunk's first line. */
  readonly line: number;
  /** 0-based: a line of the hunk that tells best where in the source it is. */
  readonly sourceLine: number;
  readonly kind: LensKind;
  /** For `comments`. */
  readonly count: number;
}

export type LensKind = "sideBySide" | "source" | "comments";

/**
 * Lenses without commands: `resolvedLens` makes them when they come into sight. In quotes, too. Comments have a lens where
 * there are any: an empty one would be a gap.
 */
export function codeLensesOf(
  { uri, model }: Pick<ParsedDocument, "uri" | "model">,
  what: FeatureOptions["codeLens"],
  comments: CommentLookup | undefined,
): CodeLens[] {
  const lenses: CodeLens[] = [];
  const limit = what === "off" ? 0 : maxPlaces;
  const fileCount = model.messages.reduce((sum, message) => sum + message.files.length, 0);
  if (fileCount > limit) return lenses;
  const hunkCount = model.messages.reduce(
    (sum, { files }) => sum + files.reduce((count, file) => count + file.hunks.length, 0),
    0,
  );
  const hasHunks = what === "hunks" && fileCount + hunkCount <= limit;
  const { lines } = model;
  for (const message of model.messages) {
    const told = countsOf(message, comments);
    for (const file of message.files) {
      const own = file.depth === 0 ? told.get(file.path) : undefined;
      const add = (line0: number, sourceLine: number, count: number): void => {
        const character = lines.contentStart(line0) - lines.start(line0);
        const place = { line: line0, character };
        const range = { start: place, end: place };
        const put = (kind: LensKind): void => {
          const data: LensData = { uri, line: line0, sourceLine, kind, count };
          lenses.push({ range, data });
        };
        if (file.hunks.length > 0) put("sideBySide");
        put("source");
        if (count > 0) put("comments");
      };
      if (file.startLine0 < (file.hunks[0]?.startLine0 ?? Number.POSITIVE_INFINITY))
        add(file.startLine0, file.startLine0, own?.all ?? 0);
      // A row of lenses moves the text down: a hunk on which nobody has commented has one by setting alone.
      if (!hasHunks && own === undefined) continue;
      for (const [at, hunk] of file.hunks.entries()) {
        const count = own?.byHunk.get(at) ?? 0;
        if (hasHunks || (count > 0 && lenses.length < maxLenses))
          add(hunk.startLine0, firstChange(lines, hunk), count);
      }
    }
  }
  return lenses;
}

/** The first added or removed line of a hunk, else its header. */
function firstChange(lines: LineTable, { startLine0, endLine0, depth }: Hunk): number {
  for (let line0 = startLine0 + 1; line0 < endLine0; line0++) {
    const kind = lines.kind(line0);
    if ((kind === LineKind.added || kind === LineKind.removed) && lines.depth(line0) === depth) return line0;
  }
  return startLine0;
}

interface Counts {
  all: number;
  readonly byHunk: Map<number, number>;
}

/** By path. */
function countsOf(
  { messageId, files }: Message,
  comments: CommentLookup | undefined,
): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  if (comments === undefined || messageId === null || !files.some(({ depth }) => depth === 0)) return counts;
  for (const { path, hunk } of comments.onPatch(messageId)) {
    let own = counts.get(path);
    if (own === undefined) {
      own = { all: 0, byHunk: new Map() };
      counts.set(path, own);
    }
    own.all++;
    own.byHunk.set(hunk, (own.byHunk.get(hunk) ?? 0) + 1);
  }
  return counts;
}

/** The comments on the file or hunk whose first line is `line0`; on any other line of a hunk, the hunk's. */
export function commentsAt(
  message: Message,
  line0: number,
  comments: CommentLookup,
): readonly PatchComment[] | null {
  const { messageId } = message;
  const file = message.files.find(
    ({ depth, startLine0, endLine0 }) => depth === 0 && startLine0 <= line0 && line0 < endLine0,
  );
  if (messageId === null || file === undefined) return null;
  const at = hunkIndexAt(file, line0);
  return comments
    .onPatch(messageId)
    .filter(({ path, hunk }) => path === file.path && (at === -1 || hunk === at));
}

/** -1 in the file's header. */
function hunkIndexAt({ hunks }: DiffFile, line0: number): number {
  return hunks.findIndex(({ startLine0, endLine0 }) => startLine0 <= line0 && line0 < endLine0);
}

/** The lens with its title and command; as it is where its data is not ours. */
export function resolvedLens(lens: CodeLens): CodeLens {
  const data = lensData(lens.data);
  return data === null ? lens : { ...lens, command: commandOf(data) };
}

function commandOf({ kind, uri, line, sourceLine, count }: LensData): Command {
  switch (kind) {
    case "sideBySide":
      return {
        title: "Open side by side",
        command: "patchMail.openSideBySide",
        arguments: [{ uri, line }],
      };
    case "source":
      return {
        title: "Go to source",
        command: "patchMail.goToSource",
        arguments: [{ uri, line: sourceLine }],
      };
    case "comments":
      return {
        title: count === 1 ? "1 comment" : `${count} comments`,
        command: "patchMail.showComments",
        arguments: [{ uri, line }],
      };
  }
}

function lensData(value: unknown): LensData | null {
  if (typeof value !== "object" || value === null) return null;
  const { uri, line, sourceLine, kind, count } = value as Readonly<Record<string, unknown>>;
  if (kind !== "sideBySide" && kind !== "source" && kind !== "comments") return null;
  if (typeof uri !== "string" || typeof line !== "number" || typeof sourceLine !== "number") return null;
  return { uri, line, sourceLine, kind, count: typeof count === "number" ? count : 0 };
}

export const codeLens: Feature<CodeLensParams, CodeLens[] | null> = {
  method: "textDocument/codeLens",
  capabilities: { codeLensProvider: { resolveProvider: true } },
  // A lens without a command does nothing: an editor that does not have ours gets none.
  isOff: (options) => options.codeLens === "off" || !options.commands,
  handle: (document, _params, { options, comments }) => codeLensesOf(document, options.codeLens, comments),
};
