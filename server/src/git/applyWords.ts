import { counted } from "../core/text/counted.js";
import type { FileCheck, HunkCheck, PatchCheck } from "./applyModel.js";

/** What is said of a check: plain text, in words for a problem, a badge, a notification. */

export type ApplyRule =
  | "apply.hunk-fails"
  | "apply.offset"
  | "apply.file-missing"
  | "apply.file-fails"
  | "apply.already-applied";

/** A problem of a patch that was checked. */
export interface ApplyFinding {
  readonly rule: ApplyRule;
  /** Number of the file among those that were checked, 0-based. */
  readonly file: number;
  /** Number of the hunk in it, 0-based; null: the file as a whole. */
  readonly hunk: number | null;
  readonly message: string;
}

/** `where`: what it was checked against, e.g. `HEAD (1234567)`; `paths`: of the files, as they are shown. */
export function applyFindings(
  check: PatchCheck,
  paths: readonly string[],
  where: string,
  doubt: string,
): ApplyFinding[] {
  const findings = check.files.flatMap((file, at) => fileFindings(file, at, paths[at] ?? "", where));
  if (check.note !== "" && check.files.length > 0)
    findings.push({ rule: "apply.file-fails", file: 0, hunk: null, message: check.note });
  return doubt === "" ? findings : findings.map((one) => ({ ...one, message: `${one.message} ${doubt}` }));
}

function fileFindings(
  { state, hunks, note }: FileCheck,
  file: number,
  path: string,
  where: string,
): ApplyFinding[] {
  const whole = (rule: ApplyRule, sentence: string): ApplyFinding[] => [
    { rule, file, hunk: null, message: note === "" ? sentence : `${sentence} ${note}` },
  ];
  switch (state) {
    case "missing":
      return whole("apply.file-missing", `${path} is not in ${where}.`);
    case "exists":
      return whole("apply.file-fails", `${path} is in ${where} already, with another content.`);
    case "alreadyThere":
      return whole("apply.already-applied", `${where} has this change of ${path} already.`);
    case "noBinaryData":
      return whole("apply.file-fails", `The data of the binary file ${path} is not in the mail.`);
    case "refused":
      return whole("apply.file-fails", `${path} is not applied.`);
    case "notChecked":
      return [];
    default: {
      const own = hunks.flatMap((hunk, at) => hunkFinding(hunk, file, at, path, where));
      const isTold = own.some(({ rule }) => rule === "apply.hunk-fails");
      if (state === "fails" && !isTold && note !== "")
        return [...whole("apply.file-fails", `${path} does not apply to ${where}.`), ...own];
      return own;
    }
  }
}

function hunkFinding(
  { state, offset }: HunkCheck,
  file: number,
  hunk: number,
  path: string,
  where: string,
): ApplyFinding[] {
  switch (state) {
    case "fails": {
      const message = `This hunk does not apply to ${where}: its lines are not in ${path} there.`;
      return [{ rule: "apply.hunk-fails", file, hunk, message }];
    }
    case "offset": {
      const way = offset > 0 ? "further down" : "further up";
      const message = `This hunk applies to ${where}, ${counted(Math.abs(offset), "line")} ${way}.`;
      return [{ rule: "apply.offset", file, hunk, message }];
    }
    case "alreadyThere":
      return [
        {
          rule: "apply.already-applied",
          file,
          hunk,
          message: `${where} has the change of this hunk already.`,
        },
      ];
    default:
      return [];
  }
}

/** `1 hunk fails in fs/x.c`, `fs/x.c is missing`: the first thing that is wrong, and how many more; "" where nothing is. */
export function failureText(check: PatchCheck, paths: readonly string[]): string {
  if (check.note !== "") return check.note;
  const wrong = check.files.flatMap((file, at) => fileFailure(file, paths[at] ?? "") || []);
  const [first] = wrong;
  if (first === undefined) return "";
  return wrong.length === 1 ? first : `${first}, and ${counted(wrong.length - 1, "more file")}`;
}

function fileFailure({ state, hunks, note }: FileCheck, path: string): string {
  switch (state) {
    case "missing":
      return `${path} is missing`;
    case "exists":
      return `${path} exists`;
    case "noBinaryData":
      return `no data of ${path}`;
    case "refused":
      return `${path} is refused`;
    case "fails": {
      const count = hunks.filter((hunk) => hunk.state === "fails").length;
      if (count > 0) return `${counted(count, "hunk")} ${count === 1 ? "fails" : "fail"} in ${path}`;
      return hunks.some((hunk) => hunk.state === "alreadyThere")
        ? `${path} is changed already in part`
        : `${path} does not apply${note === "" ? "" : ` (${note.replace(/\.$/, "")})`}`;
    }
    default:
      return "";
  }
}

/** What a row says of one patch: `applies to HEAD (1234567)`, `does not apply: 2 hunks`. */
export function badgeText(check: PatchCheck, where: string): string {
  const { state, files, unsureSince } = check;
  const doubt = unsureSince === null ? "" : "?";
  if (state === "alreadyThere") return `already in ${where}${doubt}`;
  if (state === "applies") return `applies to ${where}${doubt}`;
  if (state === "notChecked") return `not checked on ${where}`;
  const hunks = files.flatMap((file) => file.hunks).filter((hunk) => hunk.state === "fails").length;
  const what = hunks > 0 ? `: ${counted(hunks, "hunk")}` : "";
  return `does not apply to ${where}${what}${doubt}`;
}

/** `3 of 4 patches apply to HEAD (1234567)`; of one patch, whether it does. Without a dot. */
export function countText(checks: readonly Pick<PatchCheck, "state">[], where: string): string {
  const good = checks.filter(({ state }) => state === "applies").length;
  const there = checks.filter(({ state }) => state === "alreadyThere").length;
  const all = checks.length;
  const isAre = there === 1 ? "is" : "are";
  const already = there === 0 ? "" : `, ${there} ${isAre} there already`;
  if (all === 1) {
    if (there === 1) return `The patch is already in ${where}`;
    return good === 1 ? `The patch applies to ${where}` : `The patch does not apply to ${where}`;
  }
  if (there === all) return `All ${all} patches are already in ${where}`;
  if (good === all) return `All ${all} patches apply to ${where}`;
  const verb = good === 1 ? "applies" : "apply";
  return `${good} of ${all} patches ${verb} to ${where}${already}`;
}

/** The same numbers as `countText`, for a badge: `2 of 4 apply to HEAD (1234567), 1 already there`. */
export function shortCountText(checks: readonly Pick<PatchCheck, "state">[], where: string): string {
  const good = checks.filter(({ state }) => state === "applies").length;
  const there = checks.filter(({ state }) => state === "alreadyThere").length;
  const all = checks.length;
  if (good === all) return `applies to ${where}`;
  if (there === all) return `already in ${where}`;
  return `${good} of ${all} apply to ${where}${there === 0 ? "" : `, ${there} already there`}`;
}
