import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { collectErrors, type GitProgram, startGit } from "./process.js";

/** What git says about a name (git-cat-file(1), "BATCH OUTPUT"). */
export type ObjectAnswer =
  | {
      readonly kind: "object";
      readonly hash: string;
      readonly type: string;
      readonly size: number;
      readonly content: Uint8Array | null;
    }
  | { readonly kind: "missing" }
  | { readonly kind: "ambiguous" }
  /** git ended while it was working on this name. */
  | { readonly kind: "died"; readonly errorText: string }
  | { readonly kind: "timeLimit" };

/** One long-lived `git cat-file --batch-command`; it is started when asked and again after it has ended. */
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
  /** For one answer. */
  readonly answerMs: number;
  /** The process is ended after so long without a question. */
  readonly idleMs: number;
}

interface Question {
  readonly line: string;
  readonly wantsContent: boolean;
  readonly settle: (answer: ObjectAnswer) => void;
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly errors: () => string;
  /** Bytes that are not part of an answer yet. */
  chunks: Buffer[];
  length: number;
  /** Bytes that must be there before it is worth looking again. */
  wanted: number;
}

/** Prepares, but does not start, the process for the repository that git finds at `workingDirectory`. */
export function createCatFile(program: GitProgram, workingDirectory: string, limits: CatFileLimits): CatFile {
  let running: Running | null = null;
  let questions: Question[] = [];
  let answerTimer: NodeJS.Timeout | null = null;
  let idleTimer: NodeJS.Timeout | null = null;

  const start = (): Running => {
    const child = startGit(program, workingDirectory, ["cat-file", "--batch-command"]);
    const started: Running = { child, errors: collectErrors(child), chunks: [], length: 0, wanted: 1 };
    child.stdout.on("data", (chunk: Buffer) => {
      if (running !== started) return;
      started.chunks.push(chunk);
      started.length += chunk.length;
      if (started.length >= started.wanted) drain(started);
    });
    let ended = false;
    const onEnd = (): void => {
      if (ended) return;
      ended = true;
      if (running !== started) return;
      running = null;
      // Only the first question can be at fault: the others are put to a new process.
      const failed = questions.shift();
      failed?.settle({ kind: "died", errorText: started.errors() });
      restart();
    };
    child.on("error", onEnd);
    child.on("close", onEnd);
    return started;
  };

  const restart = (): void => {
    watch();
    if (questions.length === 0) return;
    running = start();
    running.child.stdin.write(questions.map((question) => question.line).join(""));
  };

  /** Sets the time limit of the first question, or the idle limit. */
  const watch = (): void => {
    if (answerTimer) clearTimeout(answerTimer);
    if (idleTimer) clearTimeout(idleTimer);
    answerTimer = idleTimer = null;
    if (questions.length > 0) {
      answerTimer = setTimeout(() => {
        const late = questions.shift();
        end();
        late?.settle({ kind: "timeLimit" });
        restart();
      }, limits.answerMs);
      answerTimer.unref();
    } else if (running) {
      idleTimer = setTimeout(end, limits.idleMs);
      idleTimer.unref();
    }
  };

  const end = (): void => {
    const child = running?.child;
    running = null;
    child?.stdin.end();
    child?.kill("SIGKILL");
  };

  const drain = (from: Running): void => {
    let bytes = from.chunks.length === 1 && from.chunks[0] ? from.chunks[0] : Buffer.concat(from.chunks);
    for (;;) {
      const question = questions[0];
      if (!question) break;
      const read = readAnswer(bytes, question.wantsContent);
      if (typeof read === "number") {
        from.wanted = read;
        break;
      }
      bytes = bytes.subarray(read.length);
      from.wanted = 1;
      questions.shift();
      question.settle(read.answer);
    }
    from.chunks = bytes.length > 0 ? [bytes] : [];
    from.length = bytes.length;
    watch();
  };

  const ask = (command: string, name: string, wantsContent: boolean): Promise<ObjectAnswer> => {
    if (!/^[!-~]{1,200}$/.test(name)) return Promise.resolve({ kind: "missing" });
    return new Promise((settle) => {
      const line = `${command} ${name}\n`;
      questions.push({ line, wantsContent, settle });
      if (!running) running = start();
      running.child.stdin.write(line);
      if (questions.length === 1) watch();
    });
  };

  return {
    info: (name) => ask("info", name, false),
    contents: (name) => ask("contents", name, true),
    stop() {
      end();
      const left = questions;
      questions = [];
      watch();
      for (const question of left) question.settle({ kind: "died", errorText: "stopped" });
    },
    pid: () => running?.child.pid ?? null,
  };
}

/** One answer with its length in bytes, or the number of bytes needed before one can be there. */
function readAnswer(bytes: Buffer, wantsContent: boolean): { answer: ObjectAnswer; length: number } | number {
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
