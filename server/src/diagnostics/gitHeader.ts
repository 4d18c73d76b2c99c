import { readName } from "../core/patch/paths.js";

/** What is wrong with the header lines of one `diff --git`. */
export interface HeaderFault {
  readonly kind: "name" | "mode" | "devNull" | "empty";
  /** 0-based, counted from the `diff --git` line. */
  readonly line: number;
  readonly message: string;
  /** Whether git refuses the patch for it; else it takes the patch, though hardly as it was meant. */
  readonly isRefused: boolean;
}

interface Names {
  /** As git has them after the lines read so far; null: not told yet. */
  oldName: string | null;
  newName: string | null;
  isNew: boolean;
  isDeleted: boolean;
  isRename: boolean;
  isCopy: boolean;
  oldMode: string | null;
  newMode: string | null;
}

const NULL = "/dev/null";

/**
 * Reads the header lines of a file as git does (git-diff(1) "Generating patch text with -p"; git's apply.c is the oracle:
 * "bad git-diff", "lacks filename information", "inconsistent header lines", "invalid mode", "patch with only garbage").
 * `header` starts with the `diff --git` line and ends before the first line that is none of a header's
 * (`isGitHeaderLine`); line ends are cut off. `hasContent`: hunks or binary data follow at once. `isOnlyFile`: the patch
 * has no other file.
 */
export function checkGitHeader(
  header: readonly string[],
  hasContent: boolean,
  isOnlyFile: boolean,
): HeaderFault[] {
  const faults: HeaderFault[] = [];
  const refuse = (kind: HeaderFault["kind"], line: number, message: string): void => {
    faults.push({ kind, line, message, isRefused: true });
  };
  const warn = (kind: HeaderFault["kind"], line: number, message: string): void => {
    faults.push({ kind, line, message, isRefused: false });
  };
  const command = header[0] ?? "";
  const common = commonName(command.slice("diff --git ".length));
  const names: Names = {
    oldName: null,
    newName: null,
    isNew: false,
    isDeleted: false,
    isRename: false,
    isCopy: false,
    oldMode: null,
    newMode: null,
  };
  let minus: { readonly name: string; readonly line: number } | null = null;
  let plus: { readonly name: string; readonly line: number } | null = null;
  for (let line = 1; line < header.length; line++) {
    const text = header[line] ?? "";
    const mode = modeOf(text);
    if (mode) {
      if (!/^[0-7]+(?:\s|$)/.test(mode.value)) {
        refuse(
          "mode",
          line,
          `“${mode.value.slice(0, 20)}” is no octal file mode: git says “invalid mode”. It should be 100644, 100755, 120000 or 160000.`,
        );
      }
      if (mode.side !== "new") names.oldMode = mode.value;
      if (mode.side !== "old") names.newMode = mode.value;
    }
    if (text.startsWith("new file mode ")) {
      names.isNew = true;
      names.newName = common;
    } else if (text.startsWith("deleted file mode ")) {
      names.isDeleted = true;
      names.oldName = common;
    } else if (/^(?:rename|copy) (?:from|old) /.test(text)) {
      if (text.startsWith("copy")) names.isCopy = true;
      else names.isRename = true;
      names.oldName = nameAfter(text, text.indexOf(" ", 7) + 1);
    } else if (/^(?:rename|copy) (?:to|new) /.test(text)) {
      if (text.startsWith("copy")) names.isCopy = true;
      else names.isRename = true;
      names.newName = nameAfter(text, text.indexOf(" ", 7) + 1);
    } else if (text.startsWith("--- ")) {
      minus = { name: nameAfter(text, 4), line };
      checkSide("old", minus, names, names.isNew);
    } else if (text.startsWith("+++ ")) {
      plus = { name: nameAfter(text, 4), line };
      checkSide("new", plus, names, names.isDeleted);
    }
    if (Number(names.isNew) + Number(names.isDeleted) + Number(names.isRename) + Number(names.isCopy) > 1) {
      refuse(
        "name",
        line,
        "A file cannot be new, deleted, renamed and copied at once: git says “inconsistent header lines”.",
      );
      break;
    }
  }
  const { oldName, newName } = names;
  if (faults.every((fault) => !fault.isRefused)) {
    if (oldName === null && newName === null && common === null) {
      refuse(
        "name",
        0,
        "No file name can be made out: the two names of this line differ behind their first folder or have none (a/, b/), and no ---, +++ or rename lines help. git says “header lacks filename information”.",
      );
    } else if ((oldName === null) !== (newName === null) && !names.isNew && !names.isDeleted) {
      const side = oldName === null ? "old (---)" : "new (+++)";
      refuse(
        "name",
        0,
        `The ${side} name of this file is missing: git says “header lacks filename information”.`,
      );
    } else if (!hasContent && header.length === 1) {
      const report = isOnlyFile ? refuse : warn;
      report(
        "empty",
        0,
        "Nothing of a diff follows this line: git passes over it, and says “No valid patches in input” where there is nothing else. Was the mail cut off?",
      );
    } else if (!hasContent && !changesMetadata(names)) {
      refuse(
        "empty",
        0,
        "This file has a header and no hunk: git says “patch with only garbage”. Was the mail cut off?",
      );
    }
  }
  if (faults.length === 0 && minus && plus && !names.isRename && !names.isCopy)
    warnOfNames(command, minus, plus);
  return faults;

  function checkSide(
    side: "old" | "new",
    at: { readonly name: string; readonly line: number },
    known: Names,
    isNull: boolean,
  ): void {
    const mark = side === "old" ? "---" : "+++";
    const before = side === "old" ? known.oldName : known.newName;
    if (isNull) {
      if (at.name !== NULL) {
        refuse(
          "devNull",
          at.line,
          `The file is ${side === "old" ? "new" : "deleted"}, so this line must say “${mark} /dev/null”: git says “bad git-diff”.`,
        );
      }
      return;
    }
    if (before === null) {
      if (at.name === NULL) {
        const lacks = side === "old" ? "new file mode" : "deleted file mode";
        const report = side === "old" ? refuse : warn;
        report(
          "devNull",
          at.line,
          `“${mark} /dev/null” without a “${lacks}” line: git takes it for a file named dev/null.`,
        );
      }
      if (side === "old") known.oldName = stripped(at.name);
      else known.newName = stripped(at.name);
      return;
    }
    if (stripped(at.name) !== before) {
      refuse(
        "name",
        at.line,
        `This name is not “${before}”, as the lines above have it: git says “bad git-diff - inconsistent ${side} filename”.`,
      );
    }
  }

  function warnOfNames(
    diffLine: string,
    old: { readonly name: string; readonly line: number },
    neu: { readonly name: string; readonly line: number },
  ): void {
    if (common === null) return;
    for (const at of [old, neu]) {
      if (at.name !== NULL && stripped(at.name) !== common) {
        warn(
          "name",
          at.line,
          `The name differs from that of the “${diffLine.slice(0, 10)}” line (${common}): git takes the name that stands here.`,
        );
        return;
      }
    }
  }
}

/** The header of nearly every file, told by comparing texts alone: names equal behind `a/` and `b/`, a plain mode. */
export function isUsualHeader(header: readonly string[]): boolean {
  const [command = "", index = "", minus = "", plus = ""] = header;
  if (header.length !== 4 || !minus.startsWith("--- a/") || !plus.startsWith("+++ b/")) return false;
  const name = minus.slice(6);
  return (
    plus.slice(6) === name &&
    command === `diff --git a/${name} b/${name}` &&
    /^index [0-9a-f]{4,64}\.\.[0-9a-f]{4,64} [0-7]{6}$/.test(index)
  );
}

const HEADER_STARTS = [
  "index ",
  "--- ",
  "+++ ",
  "old mode ",
  "new mode ",
  "new file mode ",
  "deleted file mode ",
  "similarity index ",
  "dissimilarity index ",
  "rename from ",
  "rename to ",
  "rename old ",
  "rename new ",
  "copy from ",
  "copy to ",
];

/** Whether git takes the line for one of a file header, behind its `diff --git` line. */
export function isGitHeaderLine(line: string): boolean {
  return HEADER_STARTS.some((start) => line.startsWith(start));
}

function changesMetadata(names: Names): boolean {
  return (
    names.isNew ||
    names.isDeleted ||
    names.isRename ||
    names.isCopy ||
    (names.oldMode !== null && names.newMode !== null && names.oldMode !== names.newMode)
  );
}

function modeOf(line: string): { readonly value: string; readonly side: "old" | "new" | "both" } | null {
  if (line.startsWith("old mode ")) return { value: line.slice(9), side: "old" };
  if (line.startsWith("new mode ")) return { value: line.slice(9), side: "new" };
  if (line.startsWith("deleted file mode ")) return { value: line.slice(18), side: "old" };
  if (line.startsWith("new file mode ")) return { value: line.slice(14), side: "new" };
  const index = /^index [0-9a-fA-F]{1,64}\.\.[0-9a-fA-F]{1,64} (.+)$/.exec(line);
  return index?.[1] === undefined ? null : { value: index[1], side: "both" };
}

const nameAfter = (line: string, start: number): string => readName(line, start, line.length).path;

/** Without the first folder, as `-p1` has it; null where there is no folder, so that git finds no name. */
function stripped(name: string): string | null {
  const slash = name.indexOf("/");
  return slash === -1 || slash === name.length - 1 ? null : name.slice(slash + 1);
}

/** The name that both halves of `a/x b/x` share behind their first folder; null where they share none. */
function commonName(both: string): string | null {
  if (both.startsWith('"')) {
    const first = readName(both, 0, both.length);
    const second = readName(both, first.span.end + 1, both.length);
    return same(first.path, second.path);
  }
  const quoted = both.indexOf(' "');
  if (quoted !== -1) return same(both.slice(0, quoted), readName(both, quoted + 1, both.length).path);
  const text = both.trimEnd();
  for (let blank = text.indexOf(" "); blank !== -1 && blank < 4096; blank = text.indexOf(" ", blank + 1)) {
    const name = same(text.slice(0, blank), text.slice(blank + 1));
    if (name !== null) return name;
  }
  return null;
}

function same(old: string, neu: string): string | null {
  const name = stripped(old);
  return name !== null && name === stripped(neu) ? name : null;
}
