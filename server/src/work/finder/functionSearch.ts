import { pathToFileURL } from "node:url";
import type { FinderQuestion, GoTo, GoToPlace } from "../../features/finder.js";
import { fileInside } from "../../git/fileInside.js";
import { createLru } from "../../git/lru.js";
import type { Workplace } from "../../git/workplace.js";
import { abortWith } from "../abortWith.js";
import type { WorkServices } from "../services.js";
import { nowhere, realUri } from "./parts.js";
import type { TreeFiles } from "./treeFiles.js";

/** A search through the kernel takes a second with a warm cache, and longer with a cold one. */
const timeLimitMs = 20_000;
const maxOutputBytes = 1 << 20;
/** Lines that may be the definition, whose files are read to tell. */
const maxCandidates = 60;
const maxPlaces = 10;
/** Answers are good for so long: a tree is edited. */
const keptMs = 60_000;
const maxKept = 200;
/** Where functions of a stack trace are defined. */
const pathspecs = ["*.c", "*.h", "*.S", "*.rs", "*.cc", "*.cpp"];

interface Candidate {
  readonly uri: string;
  readonly line0: number;
}

/**
 * Finds where a function of a stack trace is defined, by `git grep` in the repositories of a document. Which line of it was
 * meant only the kernel's own debug information tells.
 */
export function createFunctionSearch(
  { git, clock }: WorkServices,
  files: TreeFiles,
): (question: FinderQuestion, name: string) => Promise<GoTo> {
  const known = createLru<{ readonly at: number; readonly places: readonly GoToPlace[] }>(maxKept);
  return async (question, name) => {
    const workplaces = await git.workplaces(realUri(question));
    if ("unavailable" in workplaces) return nowhere(workplaces.unavailable);
    for (const workplace of workplaces) {
      const key = `${workplace.root}\n${name}`;
      const kept = known.get(key);
      const isFresh = kept !== undefined && clock.now() - kept.at < keptMs;
      const places = isFresh ? kept.places : await search(workplace, name, files, question.token);
      if (places === null) return nowhere(`Git did not answer in time: ${name}() was not found.`);
      if (!isFresh) known.set(key, { at: clock.now(), places });
      if (places.length > 0) return { ...nowhere(), places };
    }
    return nowhere(
      `No definition of ${name}() was found in ${workplaces.map(({ root }) => root).join(", ")}.`,
    );
  };
}

/** null where git did not come to an end. */
async function search(
  workplace: Workplace,
  name: string,
  files: TreeFiles,
  token: FinderQuestion["token"],
): Promise<readonly GoToPlace[] | null> {
  const stop = abortWith(token);
  const grep = (flavour: "-P" | "-E") =>
    workplace.run(
      ["grep", "-n", "-z", "-I", "--no-color", flavour, "-e", pattern(name), "--", ...pathspecs],
      {
        timeLimitMs,
        maxOutputBytes,
        signal: stop.signal,
      },
    );
  let result = await grep("-P");
  // A git that was built without PCRE; its own expressions are slower.
  if (result.exitCode !== null && result.exitCode > 1) result = await grep("-E");
  stop.dispose();
  // 1: nothing was found.
  if (result.outcome !== "done" && result.exitCode !== 1) return null;
  const candidates: Candidate[] = [];
  for (const line of result.output.toString("utf8").split("\n", maxCandidates)) {
    const match = /^([^\0]{1,1000})\0(\d{1,8})[:\0]/.exec(line);
    if (match === null) continue;
    const path = await fileInside(workplace.root, match[1] ?? "");
    if (path !== null) candidates.push({ uri: pathToFileURL(path).href, line0: Number(match[2]) - 1 });
  }
  const definitions: Candidate[] = [];
  for (const candidate of candidates) {
    if (token.isCancellationRequested) return null;
    const text = await files.text(candidate.uri);
    if (text !== null && isDefinition(text, candidate.line0, name)) definitions.push(candidate);
  }
  return (definitions.length > 0 ? definitions : candidates).slice(0, maxPlaces).map(placeOf);
}

function placeOf({ uri, line0 }: Candidate): GoToPlace {
  const at = { line: line0, character: 0 };
  return { kind: "file", uri, range: { start: at, end: at } };
}

/** `name` is letters, digits and `_`. For PCRE and for POSIX's extended expressions. */
function pattern(name: string): string {
  const call = /^__(?:x64|ia32|arm64|se|do|riscv|s390x?)_(?:compat_)?sys_(\w+)$/.exec(name)?.[1];
  return [
    `^([A-Za-z_][^;=]*[^A-Za-z0-9_])?${name}[ \t]*\\(`,
    `^[ \t]*(SYM_[A-Z_]+|ENTRY|WEAK|GLOBAL)\\([ \t]*${name}[ \t]*\\)`,
    `^[ \t]*(pub[^;{]* )?(unsafe )?(extern "C" )?fn ${name}[<(]`,
    ...(call === undefined ? [] : [`^(COMPAT_)?SYSCALL_DEFINE[0-9]\\(${call}[,)]`]),
  ].join("|");
}

const maxSignature = 4000;

/** Whether a body follows: a prototype ends in `;`. Macros (`SYSCALL_DEFINE3(…)`, `SYM_FUNC_START(…)`) and Rust have none. */
export function isDefinition(text: string, line0: number, name: string): boolean {
  let start = 0;
  for (let line = 0; line < line0; line++) {
    start = text.indexOf("\n", start) + 1;
    if (start === 0) return false;
  }
  const head = text.slice(start, start + maxSignature);
  if (/^\s*(?:SYM_|ENTRY|WEAK|GLOBAL|(?:COMPAT_)?SYSCALL_DEFINE)/.test(head)) return true;
  const open = head.indexOf("(", head.indexOf(name));
  let depth = 0;
  for (let at = open; at !== -1 && at < head.length; at++) {
    const sign = head[at];
    if (sign === "(") depth++;
    else if (sign === ")") depth--;
    else if (depth === 0 && sign === "{") return true;
    else if (depth === 0 && sign === ";") return false;
  }
  return false;
}
