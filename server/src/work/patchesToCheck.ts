import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-languageserver";
import { messageAt as messageAtOffset } from "../core/lookup.js";
import type { ExactPatch } from "../mailboxes/exactPatch.js";
import { baseLines } from "../patches/baseLines.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import type { MessageSummary } from "../threads/model.js";
import { plainLine } from "../threads/plainLine.js";
import type { SeriesVersion } from "../threads/seriesModel.js";
import { patchesOf } from "../threads/seriesPlaces.js";
import { copyNotes, seriesAt } from "./seriesMail.js";
import type { WorkServices } from "./services.js";

/** A patch with the mail that it came in. */
export interface PlacedPatch extends ExactPatch {
  readonly uri: string;
  /** 0-based place of the message in its file. */
  readonly ordinal: number;
  readonly line0: number;
  readonly subject: string;
  /** `2/4`; "" for a patch that is not numbered. */
  readonly label: string;
}

/** What is to be checked, in order. */
export interface PatchSet {
  readonly patches: readonly PlacedPatch[];
  /** The version of the series, where it is one. */
  readonly version: SeriesVersion | null;
  /** `base-commit:` of the mail, lower case; null where there is none. */
  readonly base: string | null;
  /** `prerequisite-patch-id:` lines, in order. */
  readonly prerequisites: readonly string[];
  /** When it was sent, milliseconds since 1970, or null. */
  readonly sentAt: number | null;
  /** Sentences for the user. */
  readonly notes: readonly string[];
}

const maxPatches = 500;

/** The patch at a place, or its whole series; null where there is no patch. Rejects with `MailStoreError`. */
export async function patchSet(
  services: WorkServices,
  params: ThreadOfParams,
  scope: "patch" | "series",
  token: CancellationToken,
): Promise<PatchSet | null> {
  const message = services.messageAt(params);
  if (message === undefined) return await openPatch(services, params);
  const place = seriesAt(services, params);
  const version = place?.version ?? null;
  const own = await read(services, message, "", token);
  if (scope === "patch" || version === null) {
    const alone = async (patch: PlacedPatch): Promise<PatchSet> => {
      const given = place?.patch ?? { index: 1, message, again: [], replies: [] };
      const copies = { patches: [given], reused: [], total: version?.total ?? null };
      return setOf([patch], [patch], version, message.date, await copyNotes(services, copies, token));
    };
    const isOwn = own !== null && own.files.length > 0;
    if (isOwn || version === null) return isOwn ? await alone(own) : null;
    if (place?.patch) {
      const about = await read(services, place.patch.message, "", token);
      return about && about.files.length > 0 ? await alone(about) : null;
    }
  }
  const patches: PlacedPatch[] = [];
  const notes = await copyNotes(services, version, token);
  const cover = version.cover === null ? null : await read(services, version.cover, "", token);
  for (const { message: each, index } of patchesOf(version).slice(0, maxPatches)) {
    const label = version.total === null ? "" : `${index}/${version.total}`;
    if (token.isCancellationRequested) return null;
    const patch = await read(services, each, label, token);
    if (patch !== null && patch.files.length > 0) patches.push(patch);
    else notes.push(`${label || "A patch"} has no diff.`);
  }
  if (version.missing.length > 0)
    notes.push(`Not at hand: ${version.missing.slice(0, 20).join(", ")} of ${version.total ?? 0}.`);
  if (patches.length === 0) return null;
  return setOf(patches, cover === null ? patches : [cover, ...patches], version, version.date, notes);
}

function setOf(
  patches: readonly PlacedPatch[],
  told: readonly ExactPatch[],
  version: SeriesVersion | null,
  sentAt: number | null,
  notes: readonly string[],
): PatchSet {
  return { patches, version, sentAt, notes, ...baseLines(told) };
}

/** Reads a message; its diffs as its bytes are. */
async function read(
  services: WorkServices,
  summary: MessageSummary,
  label: string,
  token: CancellationToken,
): Promise<PlacedPatch | null> {
  const exact = await services.exactPatch(await exactBytes(services, summary, token));
  if (exact === null) return null;
  const { uri, index: ordinal, line0, subject } = summary;
  return { ...exact, uri, ordinal, line0, subject: plainLine(subject, 200), label };
}

/**
 * Bytes of a message as git must read them: an open document is decoded text, which has lost what was not UTF-8, and whose line
 * ends an editor has made equal. Where the file's bytes differ from it by that alone, they count.
 */
export async function exactBytes(
  services: Pick<WorkServices, "bytesOf" | "storedBytesOf" | "documents">,
  summary: Pick<MessageSummary, "uri" | "index">,
  token: CancellationToken,
): Promise<Uint8Array> {
  const bytes = await services.bytesOf(summary, token);
  if (services.documents.version(summary.uri) === undefined) return bytes;
  try {
    const stored = await services.storedBytesOf(summary, token);
    return (stored.includes(13) || !isUtf8(stored)) && asciiOf(stored) === asciiOf(bytes) ? stored : bytes;
  } catch {
    // Not saved yet, or gone: the document is all there is.
    return bytes;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** With one mark for each run of other characters, equal line ends, and without the empty lines of a mailbox behind it. */
function asciiOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .replace(/[\u0080-\u00ff]+/g, "\u00ff")
    .replace(/\r\n?/g, "\n")
    .trimEnd();
}

/** A patch in an open document that is no mail at hand: a bare diff, a draft that has no name. */
async function openPatch(
  { documents, exactPatch }: WorkServices,
  { textDocument: { uri }, position }: ThreadOfParams,
): Promise<PatchSet | null> {
  const parsed = documents.analysis(uri)?.parsed;
  if (parsed === undefined) return null;
  const { model, text } = parsed;
  const message = messageAtOffset(model, model.lines.offsetAt(position));
  if (message === null) return null;
  const { start, end } = message.span;
  const exact = await exactPatch(new TextEncoder().encode(text.slice(start, end)));
  if (exact === null || exact.files.length === 0) return null;
  const patch = { ...exact, uri, ordinal: message.index, line0: message.startLine0, subject: "", label: "" };
  return setOf([patch], [patch], null, null, []);
}

export function needPlace(params: ThreadOfParams, method: string): void {
  const { textDocument, position } = params as Partial<ThreadOfParams>;
  if (typeof textDocument?.uri !== "string" || typeof position?.line !== "number")
    throw new ResponseError(ErrorCodes.InvalidParams, `${method} needs textDocument.uri and position`);
}
