import { createConversation, type Reading, type Silence } from "./conversation.js";
import type { GitProgram } from "./process.js";

/** What git says about a name (git-cat-file(1), "BATCH OUTPUT"). */
export type ObjectAnswer =
  | {
      readonly kind: "object";
      readonly hash: string;
      readonly type: string;
      readonly size: number;
      /** null where only the type and the size were asked for. */
      readonly content: Uint8Array | null;
    }
  | { readonly kind: "missing" }
  | { readonly kind: "ambiguous" }
  | { readonly kind: "silent"; readonly silence: Silence };

/** One long-lived `git cat-file --batch-command`. */
export interface CatFile {
  /** Type and size. `name` is one line without white space. Never rejects. */
  info(name: string): Promise<ObjectAnswer>;
  /** Type, size and bytes. */
  contents(name: string): Promise<ObjectAnswer>;
  /** Ends the process; the next question starts another. */
  stop(): void;
  /** The process's id, or null. */
  pid(): number | null;
}

export interface CatFileLimits {
  readonly answerMs: number;
  readonly idleMs: number;
}

/** Prepares, but does not start, the process for the repository that git finds at `workingDirectory`. */
export function createCatFile(program: GitProgram, workingDirectory: string, limits: CatFileLimits): CatFile {
  const conversation = createConversation({
    program,
    workingDirectory,
    args: ["cat-file", "--batch-command"],
    answerMs: limits.answerMs,
    idleMs: limits.idleMs,
  });
  const ask = async (command: string, name: string, wantsContent: boolean): Promise<ObjectAnswer> => {
    if (!/^[!-~]{1,200}$/.test(name)) return { kind: "missing" };
    const answer = await conversation.ask(`${command} ${name}\n`, (bytes) => readAnswer(bytes, wantsContent));
    return "reason" in answer ? { kind: "silent", silence: answer } : answer;
  };
  return {
    info: (name) => ask("info", name, false),
    contents: (name) => ask("contents", name, true),
    stop: () => conversation.stop(),
    pid: () => conversation.pid(),
  };
}

function readAnswer(bytes: Buffer, wantsContent: boolean): Reading<ObjectAnswer> {
  const lineEnd = bytes.indexOf(10);
  if (lineEnd === -1) return bytes.length + 1;
  const line = bytes.toString("latin1", 0, lineEnd);
  if (line.endsWith(" ambiguous")) return { answer: { kind: "ambiguous" }, length: lineEnd + 1 };
  const match = /^([0-9a-f]{40}|[0-9a-f]{64}) ([a-z]+) (\d{1,15})$/.exec(line);
  if (!match) return { answer: { kind: "missing" }, length: lineEnd + 1 };
  const [, hash = "", type = "", digits = ""] = match;
  const size = Number(digits);
  if (!wantsContent) {
    return { answer: { kind: "object", hash, type, size, content: null }, length: lineEnd + 1 };
  }
  const end = lineEnd + 1 + size;
  if (bytes.length < end + 1) return end + 1;
  // A copy: the answer must not hold on to the whole chunk.
  const content = new Uint8Array(bytes.subarray(lineEnd + 1, end));
  return { answer: { kind: "object", hash, type, size, content }, length: end + 1 };
}
