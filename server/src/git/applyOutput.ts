/** What `git apply -v --reject --check` says on stderr, file by file and hunk by hunk (git's `apply.c`). */

/** A file's diff as it was given to git. Texts are bytes, one character each. */
export interface SentFile {
  readonly hunks: readonly SentHunk[];
}

export interface SentHunk {
  /** 1-based line that the header names on the side that is looked for: the old one, with `-R` the new one. */
  readonly start: number;
  /** The lines of that side. */
  readonly wanted: string;
}

export interface HunkVerdict {
  readonly fails: boolean;
  /** Lines between the place that the header names and where it fits; 0 where it fits there, or nowhere. */
  readonly offset: number;
}

export interface FileVerdict {
  readonly hunks: readonly HunkVerdict[];
  /** Other errors about the file, without `error: `. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export type ApplyVerdict =
  | { readonly kind: "files"; readonly files: readonly FileVerdict[] }
  /** git could not read the patch as a whole: its words. */
  | { readonly kind: "refused"; readonly words: string }
  /** It says something that is not known here. */
  | { readonly kind: "unclear" };

const maxNotes = 20;
const maxCharacters = 300;

/**
 * Reads all of stderr, as bytes. git repeats the lines that it has looked for, which are a mail's: they are passed over by
 * comparing them, so that no line of a patch is taken for a word of git's.
 */
export function readApplyOutput(output: string, sent: readonly SentFile[]): ApplyVerdict {
  const files: Verdict[] = [];
  const before: string[] = [];
  let at = 0;
  while (at < output.length) {
    const lineEnd = output.indexOf("\n", at);
    const end = lineEnd === -1 ? output.length : lineEnd;
    const line = output.slice(at, end);
    const own = sent[files.length - 1];
    const verdict = files.at(-1);
    if (line === searching && own && verdict) {
      const found = failedHunk(output, end + 1, own.hunks, verdict);
      if (found === null) return { kind: "unclear" };
      verdict.hunks[found.index] = { fails: true, offset: 0 };
      verdict.next = found.index + 1;
      at = found.end;
      continue;
    }
    at = end + 1;
    if (line.startsWith("Checking patch ")) {
      const hunks = sent[files.length]?.hunks;
      if (hunks === undefined) return { kind: "unclear" };
      const fits: HunkVerdict = { fails: false, offset: 0 };
      files.push({ hunks: hunks.map(() => fits), errors: [], warnings: [], next: 0 });
    } else if (line.startsWith("Hunk #")) {
      if (verdict && !moveHunk(line, verdict)) return { kind: "unclear" };
    } else if (line.startsWith("error: ")) note(verdict?.errors ?? before, line.slice(7));
    else if (line.startsWith("fatal: ")) note(verdict?.errors ?? before, line.slice(7));
    else if (line.startsWith("warning: ") && verdict) note(verdict.warnings, line.slice(9));
  }
  if (files.length === sent.length) return { kind: "files", files };
  const [words] = before;
  return words === undefined ? { kind: "unclear" } : { kind: "refused", words };
}

/** As it grows. */
interface Verdict {
  readonly hunks: HunkVerdict[];
  readonly errors: string[];
  readonly warnings: string[];
  /** The first hunk that git has not spoken of; it goes through them in order. */
  next: number;
}

const searching = "error: while searching for:";
/** What git's `vreportf` writes at most, with its line end. */
const maxMessage = 4096;
/** A message that is cut is at least so long: the prefix and the bound have changed, but not by much. */
const minCut = 900;

/** `Hunk #2 succeeded at 7 (offset -3 lines).` */
function moveHunk(line: string, verdict: Verdict): boolean {
  const match = /^Hunk #(\d{1,9}) succeeded at \d{1,19}(?: \(offset (-?\d{1,19}) lines?\))?\.$/.exec(line);
  const index = Number(match?.[1]) - 1;
  if (match === null || index < verdict.next || index >= verdict.hunks.length) return false;
  verdict.hunks[index] = { fails: false, offset: Number(match[2] ?? 0) };
  verdict.next = index + 1;
  return true;
}

/** The hunk whose lines stand at `start`, and where git's words about it end. */
function failedHunk(
  output: string,
  start: number,
  hunks: readonly SentHunk[],
  { next }: Verdict,
): { readonly index: number; readonly end: number } | null {
  for (let index = next; index < hunks.length; index++) {
    const hunk = hunks[index];
    const end = hunk ? failureEnd(output, start, hunk) : null;
    if (end !== null) return { index, end };
  }
  return null;
}

/** Where the line behind `error: patch failed: <name>:<start>` begins; null where something else stands there. */
function failureEnd(output: string, start: number, hunk: SentHunk): number | null {
  // For C a text ends at a NUL; other characters that would steer a terminal are question marks there.
  const nul = hunk.wanted.indexOf("\0");
  const shown = nul === -1 ? hunk.wanted : hunk.wanted.slice(0, nul);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const wanted = shown.replace(/[\x01-\x08\x0b-\x1f\x7f]/g, "?");
  const whole = start + wanted.length;
  if (output.startsWith(wanted, start)) {
    const end = tailEnd(output, whole, hunk.start);
    if (end !== null) return end;
  }
  // A long message is cut: the last place that can be its end counts.
  if (wanted.length < minCut) return null;
  for (let cut = Math.min(wanted.length, maxMessage); cut >= minCut; cut--) {
    if (!output.startsWith(tail, start + cut)) continue;
    if (!output.startsWith(wanted.slice(0, cut), start)) continue;
    return tailEnd(output, start + cut, hunk.start);
  }
  return null;
}

const tail = "\nerror: patch failed: ";

function tailEnd(output: string, at: number, start: number): number | null {
  if (!output.startsWith(tail, at)) return null;
  const lineEnd = output.indexOf("\n", at + tail.length);
  const end = lineEnd === -1 ? output.length : lineEnd;
  return output.slice(at, end).endsWith(`:${start}`) ? end + 1 : null;
}

function note(notes: string[], text: string): void {
  if (notes.length < maxNotes) notes.push(text.slice(0, maxCharacters));
}
