import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { isMailStoreError } from "../mailboxes/mailStore.js";
import { refusal } from "../protocol/refusal.js";
import type { Log } from "./host.js";

/** What a handler works on, for the log. */
export interface Subject {
  readonly uri?: string;
  readonly version?: number;
}

/**
 * The one place where a thrown error ends. It logs the error's name and code, the URI, the version and the stack's
 * frames; never the error's message, which may hold a mail's text. The server lives on. A mail file that cannot be read
 * is no failure of ours: its sentence is the answer, from whichever bundle it comes.
 */
export interface Guard {
  /**
   * A request. @throws ResponseError only: InternalError for a failure, RequestCancelled for a cancellation,
   * InvalidRequest with a sentence for mail that cannot be read
   */
  request<Result>(
    method: string,
    subject: Subject,
    token: CancellationToken,
    handle: () => Result | Promise<Result>,
  ): Promise<Result>;
  /** A notification or a timer: nobody waits for an answer. */
  run(what: string, subject: Subject, handle: () => void | Promise<void>): void;
}

export function createGuard(log: Log): Guard {
  return {
    async request(method, subject, token, handle) {
      // A token is looked at again behind the work: nobody reads what comes after a cancellation.
      throwIfCancelled(method, token);
      try {
        const result = await handle();
        throwIfCancelled(method, token);
        return result;
      } catch (error) {
        throwIfCancelled(method, token);
        if (error instanceof ResponseError) throw error;
        if (isMailStoreError(error)) throw refusal(error.message);
        log.error(describeFailure(method, subject, error));
        throw new ResponseError(
          ErrorCodes.InternalError,
          `${method} failed (${errorName(error)}). The log of Patch Mail says where.`,
        );
      }
    },
    run(what, subject, handle) {
      const failed = (error: unknown): void => log.error(describeFailure(what, subject, error));
      try {
        handle()?.catch(failed);
      } catch (error) {
        failed(error);
      }
    },
  };
}

function throwIfCancelled(method: string, token: CancellationToken): void {
  if (token.isCancellationRequested) {
    throw new ResponseError(LSPErrorCodes.RequestCancelled, `${method} was cancelled.`);
  }
}

/** One entry for the log: what failed, on which version of which document, and the stack without the message. */
export function describeFailure(what: string, subject: Subject, error: unknown): string {
  const version = subject.version === undefined ? "" : ` version ${subject.version}`;
  const place = subject.uri === undefined ? "" : ` on ${subject.uri}${version}`;
  return [`${what} failed${place}: ${errorName(error)}`, ...stackFrames(error)].join("\n");
}

function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code: unknown = "code" in error ? error.code : undefined;
  return typeof code === "string" || typeof code === "number" ? `${error.name} ${code}` : error.name;
}

const maxFrames = 12;

/** The lines of the stack that are frames: the message stands above them and may run over several lines. */
function stackFrames(error: unknown): string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  // The message is cut off by its length first, since a line of a mail may look like a frame.
  const head = error.stack.indexOf(error.message);
  const rest = head === -1 ? error.stack : error.stack.slice(head + error.message.length);
  return rest
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .slice(0, maxFrames);
}
