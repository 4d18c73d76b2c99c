import { messageAt } from "../../core/lookup.js";
import type { Message } from "../../core/model.js";
import { LineKind } from "../../core/model.js";
import type { LineTable, Position } from "../../core/text/lineTable.js";
import type { FeatureContext, ParsedDocument } from "../feature.js";
import { whyNotWritten } from "../ownText.js";

/** Where in its mail somebody writes. */
export type Region =
  /** The commit log of a patch. */
  | "log"
  /** Between `---` and the diff. */
  | "below"
  | "cover"
  /** A reply, or any other mail. */
  | "reply";

/** What is being written. */
export type Zone =
  /** The name of a header field. */
  | { readonly kind: "headerName" }
  /** The value of a header field; `name` in lower case. */
  | { readonly kind: "headerValue"; readonly name: string; readonly valueStart: number }
  /** The beginning of a line of the body. */
  | {
      readonly kind: "lineStart";
      readonly region: Region;
      readonly isAmongTrailers: boolean;
      readonly isAlone: boolean;
    }
  /** The value of a trailer, of `base-commit:`, of an in-body `From:`; `name` in lower case. */
  | {
      readonly kind: "trailerValue";
      readonly name: string;
      readonly valueStart: number;
      readonly region: Region;
    }
  | { readonly kind: "prose"; readonly region: Region };

/** Where completions are asked for. Offsets are of the document. */
export interface CompletionPlace {
  readonly document: ParsedDocument;
  readonly message: Message;
  readonly context: FeatureContext;
  readonly zone: Zone;
  readonly offset: number;
  readonly line0: number;
  readonly lineStart: number;
  /** Behind the line's last character. */
  readonly lineEnd: number;
  /** The line before and behind the cursor. */
  readonly before: string;
  readonly after: string;
}

const maxLine = 2000;
const maxHeaderLines = 500;
const fieldStart = /^([!-9;-~]{1,60}):[ \t]*/;
const trailerStart = /^([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]*/;

/** Kinds of lines in which somebody writes; in all others the text is given. */
const written: ReadonlySet<number> = new Set<number>([
  LineKind.blank,
  LineKind.text,
  LineKind.trailer,
  LineKind.patchInfo,
  LineKind.headerField,
  LineKind.headerContinuation,
]);

/** null: nothing is completed there: mail that was received, quoted text, a diff, a line without end. */
export function completionPlace(
  document: ParsedDocument,
  position: Position,
  context: FeatureContext,
): CompletionPlace | null {
  const { lines } = document.model;
  const line0 = position.line;
  if (line0 < 0 || line0 >= lines.count) return null;
  const offset = lines.offsetAt(position);
  const message = messageAt(document.model, offset);
  if (message === null || whyNotWritten(document, message, context.stateOptions?.(document)) !== null)
    return null;
  const lineStart = lines.start(line0);
  const lineEnd = lines.contentEnd(line0);
  if (lineEnd - lineStart > maxLine) return null;
  const before = document.text.slice(lineStart, offset);
  const after = document.text.slice(offset, lineEnd);
  const zone = headerZone(lines, message, line0, before) ?? bodyZone(lines, message, line0, before);
  if (zone === null) return null;
  return { document, message, context, zone, offset, line0, lineStart, lineEnd, before, after };
}

/** Told by the lines, since a field that is half written ends the header for the parser. */
function headerZone(lines: LineTable, message: Message, line0: number, before: string): Zone | null {
  const first0 =
    lines.kind(message.startLine0) === LineKind.mboxSeparator ? message.startLine0 + 1 : message.startLine0;
  if (line0 < first0 || line0 - first0 > maxHeaderLines || lines.depth(line0) > 0) return null;
  for (let line = first0; line < line0; line++) if (lines.lineText(line).trim() === "") return null;
  if (!fieldStart.test(lines.lineText(first0)) && line0 !== first0) return null;
  const field = fieldStart.exec(before);
  const lineStart = lines.start(line0);
  if (field !== null)
    return {
      kind: "headerValue",
      name: (field[1] ?? "").toLowerCase(),
      valueStart: lineStart + field[0].length,
    };
  if (/^[A-Za-z-]*$/.test(before)) return line0 === first0 && before === "" ? null : { kind: "headerName" };
  const indent = /^[ \t]+/.exec(before)?.[0].length ?? 0;
  if (indent === 0) return null;
  for (let line = line0 - 1; line >= first0; line--) {
    const above = fieldStart.exec(lines.lineText(line));
    if (above !== null)
      return { kind: "headerValue", name: (above[1] ?? "").toLowerCase(), valueStart: lineStart + indent };
  }
  return null;
}

function bodyZone(lines: LineTable, message: Message, line0: number, before: string): Zone | null {
  if (lines.depth(line0) > 0 || line0 < message.bodyLine0 || message.encoding !== "identity") return null;
  if (!written.has(lines.kind(line0))) return null;
  const region = regionOf(lines, message, line0);
  if (region === null) return null;
  const named = trailerStart.exec(before);
  if (named !== null) {
    const valueStart = lines.start(line0) + named[0].length;
    return { kind: "trailerValue", name: (named[1] ?? "").toLowerCase(), valueStart, region };
  }
  if (/^[A-Za-z][A-Za-z-]{0,40}$|^$/.test(before)) {
    const isAmongTrailers =
      lines.kind(line0) === LineKind.trailer || isTrailer(lines, line0 - 1) || isTrailer(lines, line0 + 1);
    return { kind: "lineStart", region, isAmongTrailers, isAlone: isAlone(lines, message, line0, region) };
  }
  return { kind: "prose", region };
}

function isTrailer(lines: LineTable, line0: number): boolean {
  return (
    line0 >= 0 && line0 < lines.count && lines.kind(line0) === LineKind.trailer && lines.depth(line0) === 0
  );
}

function regionOf(lines: LineTable, message: Message, line0: number): Region | null {
  if (message.signature !== null && line0 >= message.signature.startLine0) return null;
  if (message.role === "cover") return "cover";
  const log = message.commitLog;
  if (log === null) return message.role === "patch" ? null : "reply";
  if (line0 < log.endLine0) return "log";
  const diff = message.files.find(({ depth }) => depth === 0);
  if (diff !== undefined && line0 >= diff.startLine0) return null;
  // An empty line in front of `---` is the log's, one behind is not.
  for (let line = line0; line >= log.startLine0; line--)
    if (lines.kind(line) === LineKind.cutLine) return "below";
  return "log";
}

/** A paragraph of its own begins there; in a log the last one. */
function isAlone(lines: LineTable, { bodyLine0, endLine0 }: Message, line0: number, region: Region): boolean {
  const isProse = (line: number): boolean => lines.kind(line) === LineKind.text && lines.depth(line) === 0;
  if (line0 > bodyLine0 && isProse(line0 - 1)) return false;
  if (line0 + 1 < endLine0 && isProse(line0 + 1)) return false;
  if (region !== "log") return true;
  for (let line = line0 + 1; line < endLine0; line++) {
    if (isProse(line)) return false;
    if (lines.kind(line) !== LineKind.blank && lines.kind(line) !== LineKind.trailer) return true;
  }
  return true;
}
