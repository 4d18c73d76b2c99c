import type { DiffFile } from "../../core/model.js";
import { findHunkInFile, type LineFound } from "../../core/patch/findHunkInFile.js";
import { counted } from "../../core/text/counted.js";
import type { Range } from "../../core/text/lineTable.js";
import type { FinderQuestion, GoTo, GoToPlace } from "../../features/finder.js";
import { lineStartRange } from "../../features/locate.js";
import { type SourceAt, sourceAt } from "../../features/sourceAt.js";
import { fileName } from "../../mailboxes/mailStore.js";
import { withSignal } from "../abortWith.js";
import { findOrigin, originOf } from "./origin.js";
import { type FinderParts, nowhere, realUri } from "./parts.js";

/** Where the thing at a place has its source: a line of a file, a function, a commit, the message of a quoted line. */
export async function sourceOf(parts: FinderParts, question: FinderQuestion): Promise<GoTo> {
  const { document, position } = question;
  const { lines } = document.model;
  const offset = lines.offsetAt(position);
  const found = sourceAt(document, offset);
  const isQuoted = lines.depth(lines.lineAt(offset)) > 0;
  if (found === null) return isQuoted ? await quotedSource(parts, question) : nowhere();
  const origin = lines.rangeOf(found.span);
  const answer = await placesOf(parts, question, found);
  if (answer.places.length > 0 || !isQuoted) return { ...answer, origin };
  // No tree has it: then the message that wrote the line is what there is.
  const { places } = await originOf(parts, question);
  return { origin, places, note: answer.note };
}

/** Of quoted text that its own quote does not call a diff: the line of the file, where it is one of a patch, else of the mail. */
async function quotedSource(parts: FinderParts, question: FinderQuestion): Promise<GoTo> {
  const answer = await originOf(parts, question);
  const whole = answer.places.length === 0 ? null : await wholeHunk(parts, question);
  const source = whole === null ? answer : await hunkLine(parts, question, whole);
  return source.places.length > 0 ? { ...source, origin: answer.origin } : answer;
}

async function placesOf(parts: FinderParts, question: FinderQuestion, at: SourceAt): Promise<GoTo> {
  switch (at.kind) {
    case "object":
      return { ...nowhere(), places: [{ kind: "object", hash: at.hash, isBlob: at.isBlob }] };
    case "file":
      return await filePlace(parts, question, at.paths, at.fileLine, at.fileColumn);
    case "function": {
      if (at.place !== null) {
        const { path, fileLine, fileColumn } = at.place;
        const told = await filePlace(parts, question, [path], fileLine, fileColumn);
        if (told.places.length > 0) return told;
      }
      return await parts.functions(question, at.name);
    }
    case "hunkLine":
      return await hunkLine(parts, question, at);
    default:
      return at satisfies never;
  }
}

async function filePlace(
  { files }: FinderParts,
  question: FinderQuestion,
  paths: readonly string[],
  fileLine: number | null,
  fileColumn: number | null,
): Promise<GoTo> {
  const own = realUri(question);
  const uri = await files.find(own, paths);
  const [path = ""] = paths;
  // `core.c:123` of a report that names no directories.
  const isName = fileLine !== null && !path.includes("/");
  const found =
    uri !== null
      ? [uri]
      : isName
        ? await withSignal(question.token, (signal) => files.named(own, path, signal))
        : [];
  if (found.length === 0) return nowhere(await files.reason(own, paths));
  const at = { line: Math.max(0, (fileLine ?? 1) - 1), character: Math.max(0, (fileColumn ?? 1) - 1) };
  const places = found.map((one) => file(one, { start: at, end: at }));
  const [only] = found;
  const note =
    only !== undefined && found.length === 1 && at.line > 0 ? await pastEnd(files, only, at.line) : null;
  return { ...nowhere(), places, note };
}

/** A line that the file does not have (any more): an editor goes to its end, silently. */
async function pastEnd(files: FinderParts["files"], uri: string, line0: number): Promise<string | null> {
  const text = await files.text(uri);
  if (text === null) return null;
  let count = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at !== -1 && count <= line0; at = text.indexOf("\n", at + 1)) count++;
  return line0 < count
    ? null
    : `Line ${line0 + 1} is past the end of ${fileName(uri)} here: it has ${counted(count, "line")}.`;
}

const file = (uri: string, range: Range): GoToPlace => ({ kind: "file", uri, range });

async function hunkLine(
  parts: FinderParts,
  question: FinderQuestion,
  at: Extract<SourceAt, { kind: "hunkLine" }>,
): Promise<GoTo> {
  const { files } = parts;
  const own = realUri(question);
  const uri = await files.find(own, at.paths);
  const text = uri === null ? null : await files.text(uri);
  if (uri === null || text === null) {
    const isNew = at.status === "added" && at.rows.rows[at.at]?.sign !== "-";
    const reason = await files.reason(own, at.paths);
    return nowhere(isNew ? `${reason} The patch adds it.` : reason);
  }
  let found = findHunkInFile(text, at.rows, at.at);
  if (found.how === "missing") {
    // A quote may be trimmed or wrapped: the patch itself has all of the hunk.
    const whole = await wholeHunk(parts, question);
    if (whole !== null) found = findHunkInFile(text, whole.rows, whole.at);
  }
  return {
    origin: null,
    places: [file(uri, lineStartRange(found.line0))],
    note: noteOf(found.how, fileName(uri), at.status),
  };
}

/** The hunk line that a quoted one is in the patch that is quoted; null where that is not at hand. */
async function wholeHunk(
  parts: FinderParts,
  question: FinderQuestion,
): Promise<Extract<SourceAt, { kind: "hunkLine" }> | null> {
  const origin = await findOrigin(parts, question);
  if (origin === null) return null;
  const { document } = origin.mail;
  const { lines } = document;
  const parsed = { uri: "", version: 0, languageId: "", text: lines.text, model: document, problems: [] };
  const found = sourceAt(parsed, lines.contentStart(origin.line0));
  return found?.kind === "hunkLine" ? found : null;
}

function noteOf(how: LineFound, name: string, status: DiffFile["status"]): string | null {
  switch (how) {
    case "exact":
    case "drifted":
      return null;
    case "notApplied":
      return `This line is not in ${name}: the patch is not applied there. It goes here.`;
    case "applied":
      return status === "deleted"
        ? `This line is not in ${name} any more.`
        : `This line is not in ${name}: the patch is applied there. It stood here.`;
    case "missing":
      return `This line is not in ${name}: this is the nearest place.`;
    default:
      return how satisfies never;
  }
}
