/**
 * Finds, with nothing of the parser, which own text of a reply stands below a quoted diff line, and where that line is in
 * the patches above: line by line, with counts from the hunk headers. It knows less than ours (only `>` quotes), and what
 * it knows must agree.
 */
export interface JudgedMail {
  readonly name: string;
  /** Its lines, from the first of the header. */
  readonly lines: readonly string[];
  readonly messageId: string;
  /** Nearest first. */
  readonly ancestors: readonly string[];
}

export interface PatchLine {
  readonly line0: number;
  readonly path: string;
  readonly oldLine: number;
  readonly newLine: number;
  readonly side: "old" | "new";
  /** Without white space. */
  readonly text: string;
}

export interface JudgedComment {
  /** First line of the own text. */
  readonly line0: number;
  /** The quoted line, without marks. */
  readonly quoted: string;
  /** The quoted line and the one above it, as one. */
  readonly joined: string;
  /** "patch": a line of a patch at hand; "quote": below a quoted `@@`, and no patch at hand has it. */
  readonly seenIn: "patch" | "quote";
}

export const squeeze = (text: string): string => text.replace(/[\s\u00a0]+/g, "");

/** Lines of the hunks of a mail's own diff. */
export function patchLines(lines: readonly string[]): PatchLine[] {
  const found: PatchLine[] = [];
  let oldPath = "";
  let path = "";
  let [oldLeft, newLeft, oldLine, newLine] = [0, 0, 0, 0];
  for (const [line0, line] of lines.entries()) {
    if (oldLeft > 0 || newLeft > 0) {
      const mark = line === "" ? " " : line.charAt(0);
      if (mark === " " || mark === "\t" || mark === "+" || mark === "-") {
        if (mark !== "+") oldLeft--;
        if (mark !== "-") newLeft--;
        const side = mark === "-" ? "old" : "new";
        found.push({ line0, path, oldLine, newLine, side, text: squeeze(line) });
        if (mark !== "+") oldLine++;
        if (mark !== "-") newLine++;
        continue;
      }
      if (mark === "\\") continue;
      [oldLeft, newLeft] = [0, 0];
    }
    if (line.startsWith("--- ")) oldPath = named(line);
    else if (line.startsWith("+++ ")) path = named(line) === "/dev/null" ? oldPath : named(line);
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null || path === "") continue;
    [oldLine, newLine] = [Number(hunk[1]), Number(hunk[3])];
    [oldLeft, newLeft] = [Number(hunk[2] ?? 1), Number(hunk[4] ?? 1)];
  }
  return found;
}

/** Patches of the corpus are made for `-p1`: what stands in front of the first slash is no part of the path. */
const named = (line: string): string => {
  const name = line.slice(4).replace(/\t.*/, "").trim();
  return name === "/dev/null" ? name : name.replace(/^[^/]*\//, "");
};

const marks = /^(?: ?>)+ ?/;
const depthOf = (line: string): number => marks.exec(line)?.[0].replace(/ /g, "").length ?? 0;

/** Own text below quoted lines of a diff. */
export function judgedComments(
  lines: readonly string[],
  patches: readonly (readonly PatchLine[])[],
): JudgedComment[] {
  const found: JudgedComment[] = [];
  const rows = patches.flatMap((patch) =>
    patch.map((line, at) => ({ line, above: nonEmptyAbove(patch, at) })),
  );
  const byText = new Map<string, string[]>();
  for (const { line, above } of rows) byText.set(line.text, [...(byText.get(line.text) ?? []), above]);
  const start = lines.indexOf("") + 1;
  let last = -1;
  for (let at = start; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (depthOf(line) > 0) {
      if (squeeze(line.replace(marks, "")) !== "") last = at;
      continue;
    }
    if (line.trim() === "") continue;
    if (/^-- ?$/.test(line)) break;
    const block = at;
    while (at + 1 < lines.length && depthOf(lines[at + 1] ?? "") === 0 && !/^-- ?$/.test(lines[at + 1] ?? ""))
      at++;
    if (last === -1 || isNoComment(lines.slice(block, at + 1))) continue;
    const above = aboveOf(lines, last);
    const quoted = (lines[last] ?? "").replace(marks, "");
    const text = squeeze(quoted);
    const aboves = byText.get(text);
    const joined = squeeze(above + quoted);
    const isInPatch =
      (aboves !== undefined && (/^[-+]./.test(text) || aboves.includes(squeeze(above)))) ||
      (byText.has(joined) && /^[-+ \t]/.test(above));
    if (isInPatch) found.push({ line0: block, quoted, joined, seenIn: "patch" });
    else if (isBelowHeader(lines, last)) found.push({ line0: block, quoted, joined, seenIn: "quote" });
  }
  return found;
}

function nonEmptyAbove(patch: readonly PatchLine[], at: number): string {
  for (let up = at - 1; up >= 0; up--) if (patch[up]?.text !== "") return patch[up]?.text ?? "";
  return "";
}

/** The quoted line above, of the same depth, that says something. */
function aboveOf(lines: readonly string[], last: number): string {
  const depth = depthOf(lines[last] ?? "");
  for (let up = last - 1; up >= Math.max(0, last - 40); up--) {
    const text = (lines[up] ?? "").replace(marks, "");
    if (depthOf(lines[up] ?? "") === depth && squeeze(text) !== "") return text;
  }
  return "";
}

/** All lines from a quoted `@@` on are marked like those of a hunk, and the counts have room for them. */
function isBelowHeader(lines: readonly string[], last: number): boolean {
  const depth = depthOf(lines[last] ?? "");
  let count = 0;
  for (let up = last; up > 0 && count < 400; up--) {
    if (depthOf(lines[up] ?? "") !== depth) continue;
    const text = (lines[up] ?? "").replace(marks, "");
    const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(text);
    if (hunk !== null) return count > 0 && count <= Number(hunk[1] ?? 1) + Number(hunk[2] ?? 1);
    if (text !== "" && !/^[-+ \t]/.test(text)) return false;
    if (/^[-+]?\s*$/.test(text) && up === last) return false;
    count++;
  }
  return false;
}

/** An attribution, a trim mark, a diff or a patch of the writer's own, thanks and a name. */
function isNoComment(block: readonly string[]): boolean {
  const said = block.filter((line) => line.trim() !== "");
  const first = said[0] ?? "";
  return (
    /(?:wrote|writes|schrieb|said)\s?:?$/.test(said.at(-1)?.trim() ?? "") ||
    /^(?:diff --git |--- |Index: |@@ |From: |-----Original|On .{0,80}$|Le .{0,40}$|>?From )/.test(first) ||
    /^[^\w]*(?:snip(?:ped)?|cut|trimmed|\.\.\.)?[^\w]*$/i.test(first) ||
    (said.length <= 4 &&
      /^(?:many )?(?:thanks|thank you|thx|cheers|regards|best|br|ciao)\b[\w ]{0,20}[,.!]*$/i.test(first)) ||
    (said.length === 1 && /^[-~ ]*[A-Z][\w.-]*(?: [A-Z][\w.-]*){0,2}$/.test(first.trim()))
  );
}
