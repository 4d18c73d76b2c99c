import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-languageserver";
import { hunkSeparator } from "../adapters/parseDiffRows.js";
import { type DiffFile, LineKind, type MailDocument, type Message } from "../core/model.js";
import { documentUri } from "../protocol/documentUri.js";
import { patchesOf } from "../threads/seriesPlaces.js";
import { keyOf } from "./diffFiles.js";
import { createPlaces, type DiffPlaceParams, fileAt, type Place, type Places } from "./diffPlaces.js";
import { type FileSides, fileSides, type SidesSource } from "./fileSides.js";
import { filesSummary } from "./filesSummary.js";
import type { FileDiff } from "./formerPatches.js";
import { copyNotes, seriesAt } from "./seriesMail.js";
import type { WorkServices } from "./services.js";

/** `patchMail/sideBySide`: both sides of the file at a place; null outside of diffs. */
export type SideBySideParams = DiffPlaceParams;

export interface SideBySideResult extends FileHead {
  readonly left: string;
  readonly right: string;
  /** 0-based line of `right` that shows the line at the position. */
  readonly line0: number;
}

/** What one file is called, and where its sides come from. */
export interface FileHead {
  /** The file's path; "" never. */
  readonly title: string;
  /** Where it was renamed or copied from; else null. */
  readonly oldTitle: string | null;
  readonly source: SidesSource;
  /** A few words for a tab. */
  readonly label: string;
  /** What the reader must know; never empty. All there is where `source` is "none". */
  readonly note: string;
  /** A side that has no file. */
  readonly absent: "left" | "right" | null;
}

/** `patchMail/sideBySideFiles`: all files of the patch at a place, or of its series, in the mail's order. */
export interface SideBySideFilesParams extends DiffPlaceParams {
  readonly scope: "patch" | "series";
}

export interface SideBySideFilesResult {
  /** Subject of the patch, or title of the series. */
  readonly title: string;
  readonly files: readonly PlacedFile[];
  /** What is left out, in a sentence; "" where nothing is. */
  readonly note: string;
  /** Where the sides come from, in a sentence. */
  readonly summary: string;
}

export interface PlacedFile extends FileHead {
  /** `2/3`, in a series; else "". */
  readonly patch: string;
  /** 0-based line of the file in its document; 0 where `ordinal` names the message. */
  readonly line: number;
  /** Where the message is read from its file: that file, the message's place there, and the file's in the message. */
  readonly message: { readonly uri: string; readonly ordinal: number; readonly file: number } | null;
  /** See `DiffFileItem`. */
  readonly key: string;
}

export interface SideBySideRequests {
  "patchMail/sideBySide"(
    params: SideBySideParams,
    token: CancellationToken,
  ): Promise<SideBySideResult | null>;
  /** null where there is no patch, or no series. */
  "patchMail/sideBySideFiles"(
    params: SideBySideFilesParams,
    token: CancellationToken,
  ): Promise<SideBySideFilesResult | null>;
}

/** An editor for more is of no use. */
const maxFiles = 400;

export function createSideBySide(services: WorkServices): SideBySideRequests {
  const places = createPlaces(services);
  /** Mail is hostile: between files others get their turn, a cancellation among them. */
  const pause = (): Promise<void> => new Promise((resolve) => services.clock.schedule(0, resolve));
  return {
    async "patchMail/sideBySide"(params, token) {
      check(params, "patchMail/sideBySide");
      const place = await places.fileAt(params, token);
      if (place === null) return null;
      const sides = await fileSides(place, places.roomOf(place, token));
      const { left, right } = sides;
      const line0 = shownLine(place, sides, params.position.line);
      return { ...fileHead(place.file, sides), left, right, line0 };
    },
    async "patchMail/sideBySideFiles"(params, token) {
      check(params, "patchMail/sideBySideFiles");
      const found =
        params.scope === "series"
          ? await filesOfSeries(services, places, params, token)
          : await filesOfPatch(places, params, token);
      if (found === null) return null;
      const files: PlacedFile[] = [];
      const untilMs = places.deadline();
      for (const { place, patch, message } of found.files.slice(0, maxFiles)) {
        const room = places.roomOf(place, token, untilMs);
        if (files.length % 8 === 7) await pause();
        if (room.isStopped()) break;
        const line = message === null ? place.file.startLine0 : 0;
        const key = keyOf(place.document.lines, place.file);
        files.push({ ...fileHead(place.file, await fileSides(place, room)), patch, line, message, key });
      }
      const left = found.files.length - files.length;
      const notes = [...found.notes, ...(left > 0 ? [`${left} more files are not shown.`] : [])];
      const summary = filesSummary(files.map(({ label }) => label));
      return { title: found.title, files, note: notes.join(" "), summary };
    },
  };
}

interface Found {
  readonly title: string;
  readonly files: readonly {
    readonly place: Place;
    readonly patch: string;
    readonly message: PlacedFile["message"];
  }[];
  readonly notes: readonly string[];
}

async function filesOfPatch(
  places: Places,
  params: DiffPlaceParams,
  token: CancellationToken,
): Promise<Found | null> {
  const place = await places.messageAt(params, token);
  if (place === null) return null;
  const { message, document } = place;
  const depth = depthAt(document, message, params.position.line);
  const files = message.files.flatMap((file, index) => (file.depth === depth ? [{ file, index }] : []));
  if (files.length === 0) return null;
  const { ordinal } = params;
  return {
    title: message.subject || message.tag.title || "diff",
    files: files.map(({ file, index }) => ({
      place: { ...place, file },
      patch: "",
      message: ordinal === undefined ? null : { uri: params.textDocument.uri, ordinal, file: index },
    })),
    notes: [],
  };
}

/** The quote level whose diff is meant: that of the file at the line, else the writer's own, else the outermost. */
function depthAt(document: MailDocument, message: Message, line0: number): number {
  const at = fileAt(document, message, line0);
  if (at !== undefined) return at.depth;
  return message.files.reduce((least, { depth }) => Math.min(least, depth), Number.MAX_SAFE_INTEGER);
}

async function filesOfSeries(
  services: WorkServices,
  places: Places,
  params: DiffPlaceParams,
  token: CancellationToken,
): Promise<Found | null> {
  const series = seriesAt(services, places.mailParams(params));
  if (series === null) return null;
  const { version } = series;
  const files: Found["files"][number][] = [];
  const patches = patchesOf(version);
  const total = version.total ?? patches.length;
  for (const { index, message } of patches) {
    if (files.length > maxFiles || token.isCancellationRequested) break;
    const at = {
      textDocument: { uri: message.uri },
      position: { line: 0, character: 0 },
      ordinal: message.index,
    };
    const place = await places.messageAt(at, token);
    if (place === null) continue;
    for (const [number, file] of place.message.files.entries()) {
      if (file.depth > 0) continue;
      const source = { uri: message.uri, ordinal: message.index, file: number };
      files.push({ place: { ...place, file }, patch: `${index}/${total}`, message: source });
    }
  }
  if (files.length === 0) return null;
  const { missing } = version;
  const notAtHand =
    missing.length === 0
      ? []
      : [`${missing.length === 1 ? "Patch" : "Patches"} ${missing.slice(0, 20).join(", ")} not at hand.`];
  const notes = [...notAtHand, ...(await copyNotes(services, version, token))];
  const name = version.version > 1 ? `v${version.version} ` : "";
  return { title: `${name}${series.series.title}`, files, notes };
}

function check(params: DiffPlaceParams, method: string): void {
  if (documentUri(params) === undefined || params.position === undefined)
    throw new ResponseError(ErrorCodes.InvalidParams, `${method} needs textDocument.uri and position`);
}

export function fileHead(file: DiffFile, { source, label, note }: FileSides): FileHead {
  const oldPath = file.oldPath?.path ?? "";
  const isMoved = (file.status === "renamed" || file.status === "copied") && oldPath !== file.path;
  return {
    title: file.path || "diff",
    oldTitle: isMoved ? oldPath : null,
    source,
    label,
    note,
    absent:
      source === "none"
        ? null
        : file.status === "added"
          ? "left"
          : file.status === "deleted"
            ? "right"
            : null,
  };
}

/** The line of the right side that a line of the diff is, or stands in front of. */
function shownLine(
  { document, file }: FileDiff,
  { source, applied, right }: FileSides,
  line0: number,
): number {
  const { lines } = document;
  const at = file.hunks.findLastIndex((hunk) => hunk.startLine0 <= line0);
  const index = Math.max(0, at);
  const hunk = file.hunks[index];
  if (hunk === undefined || source === "none") return 0;
  let before = 0;
  const isRight = (row: number): boolean =>
    lines.depth(row) === hunk.depth &&
    (lines.kind(row) === LineKind.context || lines.kind(row) === LineKind.added);
  for (let row = hunk.startLine0 + 1; row < Math.min(line0, hunk.endLine0); row++) if (isRight(row)) before++;
  if (source !== "hunks") {
    const outcome = applied?.outcomes[index];
    return (outcome?.kind === "applied" ? outcome.line0 : Math.max(0, hunk.newStart - 1)) + before;
  }
  // As `sidesOfDiff` writes them: a line that tells where the hunk stands, then its lines.
  const start = right.split("\n").indexOf(hunkSeparator(hunk.oldStart, hunk.newStart));
  return start + 1 + before;
}
