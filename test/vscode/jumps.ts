/** A place in samples/review.mbox: the `nth` (from 1) line that begins with `start`, and a column (from 0) in it. */
export interface Place {
  readonly start: string;
  readonly nth?: number;
  readonly column?: number;
}

/** One jump: with the cursor at `from`, the command goes to `to`. */
export interface Jump {
  readonly command: string;
  readonly title: string;
  /** The default key, as Playwright names it. */
  readonly key: string;
  readonly from: Place;
  readonly to: Place;
}

/** Line (from 0) and column (from 0) of a place in a text. */
export function locate(text: string, place: Place): { readonly line: number; readonly column: number } {
  let count = 0;
  const line = text
    .split(/\r?\n/)
    .findIndex((content) => content.startsWith(place.start) && ++count === (place.nth ?? 1));
  if (line === -1) throw new Error(`no line begins with ${JSON.stringify(place.start)} (${place.nth ?? 1})`);
  return { line, column: place.column ?? 0 };
}

/** Where jumps to the `nth` message land: its first header line. */
const message = (nth: number): Place => ({ start: "Return-Path: ", nth });
const firstHunk: Place = { start: "@@ -5,7 +5,7 @@" };
const secondHunk: Place = { start: "@@ -33,7 +33,8 @@" };
const frostRst: Place = { start: "diff --git a/Documentation/hwmon/frost.rst" };
const indexRst: Place = { start: "diff --git a/Documentation/hwmon/index.rst" };
const firstComment: Place = { start: "The tag comes before your sign-off" };
const secondComment: Place = { start: "Is <linux/bits.h> still needed" };

/** All jumps, each both ways where there are two. */
export const jumps: readonly Jump[] = [
  { command: "nextHunk", title: "Go to Next Hunk", key: "Alt+j", from: firstHunk, to: secondHunk },
  { command: "previousHunk", title: "Go to Previous Hunk", key: "Alt+k", from: secondHunk, to: firstHunk },
  {
    command: "nextFile",
    title: "Go to Next File of the Diff",
    key: "Shift+Alt+J",
    from: frostRst,
    to: indexRst,
  },
  {
    command: "previousFile",
    title: "Go to Previous File of the Diff",
    key: "Shift+Alt+K",
    from: indexRst,
    to: frostRst,
  },
  {
    command: "nextComment",
    title: "Go to Next Comment",
    key: "Alt+.",
    from: firstComment,
    to: secondComment,
  },
  {
    command: "previousComment",
    title: "Go to Previous Comment",
    key: "Alt+,",
    from: secondComment,
    to: firstComment,
  },
  {
    command: "quoteOut",
    title: "Go Out to the Enclosing Quote Level",
    key: "Alt+o",
    from: { start: "> > Cc: stable@example.org", column: 6 },
    to: { start: "> On Mon, Mar 09, 2026 at 10:17:30AM" },
  },
  {
    command: "quoteIn",
    title: "Go In to the Next Deeper Quote Level",
    key: "Alt+i",
    from: { start: "> The tag comes before your sign-off", column: 4 },
    to: { start: "> > @@ -33,7 +33,8 @@" },
  },
  {
    command: "nextMessage",
    title: "Go to Next Message",
    key: "Shift+Alt+PageDown",
    from: firstHunk,
    to: message(3),
  },
  {
    command: "previousMessage",
    title: "Go to Previous Message",
    key: "Shift+Alt+PageUp",
    from: message(3),
    to: message(2),
  },
  {
    command: "nextPatch",
    title: "Go to Next Patch of the Series",
    key: "Shift+Alt+N",
    from: message(2),
    to: message(3),
  },
  {
    command: "previousPatch",
    title: "Go to Previous Patch of the Series",
    key: "Shift+Alt+P",
    from: message(2),
    to: message(1),
  },
  {
    command: "parentMessage",
    title: "Go to Parent Message",
    key: "Shift+Alt+U",
    from: { start: "It did. v6.19+ it is, then.", column: 3 },
    to: message(5),
  },
];
