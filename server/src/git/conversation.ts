import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { collectErrors, type GitProgram, lowerPriority, startGit } from "./process.js";

/** An answer cut off the front of a process's output, or how many bytes there must be before one can be there. */
export type Reading<Answer> = { readonly answer: Answer; readonly length: number } | number;

/** Why there is no answer: git ended while it worked on the question, or took too long, or was stopped by us. */
export type Silence = { readonly reason: "died" | "timeLimit" | "stopped"; readonly errorText: string };

/** A long-lived git that answers questions in their order. Started by a question, and again after it has ended. */
export interface Conversation {
  /** Writes `input` and reads one answer. Never rejects. */
  ask<Answer>(input: string, read: (bytes: Buffer) => Reading<Answer>): Promise<Answer | Silence>;
  /** Ends the process and all questions; the next question starts another. */
  stop(): void;
  /** The process's id, or null. */
  pid(): number | null;
}

export interface ConversationOptions {
  readonly program: GitProgram;
  readonly workingDirectory: string;
  readonly args: readonly string[];
  /** For one answer, in milliseconds. */
  readonly answerMs: number;
  /** The process is ended after so long without a question. */
  readonly idleMs: number;
  /** Runs with low priority. */
  readonly background?: boolean;
}

interface Question {
  readonly input: string;
  /** Bytes that must be there before it is worth reading again, or 0 once it is answered. */
  tryRead(bytes: Buffer): { readonly length: number } | number;
  fail(silence: Silence): void;
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly errors: () => string;
  /** Output that is not part of an answer yet. */
  chunks: Buffer[];
  length: number;
  wanted: number;
}

/** Prepares a conversation; nothing runs until something is asked. */
export function createConversation(options: ConversationOptions): Conversation {
  let running: Running | null = null;
  let questions: Question[] = [];
  let answerTimer: NodeJS.Timeout | null = null;
  let idleTimer: NodeJS.Timeout | null = null;

  const start = (): Running => {
    const child = startGit(options.program, options.workingDirectory, options.args);
    if (options.background && child.pid !== undefined) lowerPriority(child.pid);
    const started: Running = { child, errors: collectErrors(child), chunks: [], length: 0, wanted: 1 };
    child.stdout.on("data", (chunk: Buffer) => {
      if (running !== started) return;
      started.chunks.push(chunk);
      started.length += chunk.length;
      if (started.length >= started.wanted) drain(started);
    });
    let hasEnded = false;
    const onEnd = (): void => {
      if (hasEnded) return;
      hasEnded = true;
      if (running !== started) return;
      running = null;
      // Only the first question can be at fault: the others are put to a new process.
      questions.shift()?.fail({ reason: "died", errorText: started.errors() });
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
    running.child.stdin.write(questions.map((question) => question.input).join(""));
  };

  const end = (): void => {
    const child = running?.child;
    running = null;
    child?.stdin.end();
    child?.kill("SIGKILL");
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
        late?.fail({ reason: "timeLimit", errorText: "" });
        restart();
      }, options.answerMs);
      answerTimer.unref();
    } else if (running) {
      idleTimer = setTimeout(end, options.idleMs);
      idleTimer.unref();
    }
  };

  const drain = (from: Running): void => {
    let bytes = from.chunks.length === 1 && from.chunks[0] ? from.chunks[0] : Buffer.concat(from.chunks);
    from.wanted = 1;
    for (let question = questions[0]; question; question = questions[0]) {
      const read = question.tryRead(bytes);
      if (typeof read === "number") {
        from.wanted = Math.max(read, bytes.length + 1);
        break;
      }
      bytes = bytes.subarray(read.length);
      questions.shift();
    }
    // What stays is copied: a small rest must not hold on to a large chunk.
    from.chunks = bytes.length > 0 ? [Buffer.from(bytes)] : [];
    from.length = bytes.length;
    watch();
  };

  return {
    ask(input, read) {
      return new Promise((settle) => {
        questions.push({
          input,
          tryRead(bytes) {
            const reading = read(bytes);
            if (typeof reading === "number") return reading;
            settle(reading.answer);
            return reading;
          },
          fail: settle,
        });
        running ??= start();
        running.child.stdin.write(input);
        if (questions.length === 1) watch();
      });
    },
    stop() {
      end();
      const left = questions;
      questions = [];
      watch();
      for (const question of left) question.fail({ reason: "stopped", errorText: "" });
    },
    pid: () => running?.child.pid ?? null,
  };
}
