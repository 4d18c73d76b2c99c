import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { URI } from "vscode-uri";
import { type Environment } from "../git/environment.js";
import { findProgram } from "../git/program.js";
import { MailStoreError } from "./mailStore.js";
import type { Notmuch } from "./notmuchSource.js";

const timeLimitMilliseconds = 60_000;
/** Paths of a hundred thousand files. */
const maxOutputBytes = 64 * 1024 * 1024;
const stopMilliseconds = 100;

/** notmuch as it is installed and set up on this machine. No shell; the query is one argument behind `--`. */
export function createNodeNotmuch(
  environment: Environment = process.env,
  timeLimit = timeLimitMilliseconds,
): Notmuch {
  return {
    uriOf: (path) => URI.file(path).toString(),
    async searchFiles(query, limit, isStopped) {
      const program = await findProgram("notmuch", environment);
      if (program === null) throw new MailStoreError("notmuch is not installed, or not on the PATH.");
      const args = ["search", "--format=json", "--output=files", `--limit=${limit}`, "--", query];
      return run(program, args, environment, timeLimit, isStopped);
    },
  };
}

function run(
  program: string,
  args: readonly string[],
  environment: Environment,
  timeLimit: number,
  isStopped: () => boolean,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      // Not that of the workspace: nothing that lies there is to be taken for a configuration.
      cwd: homedir(),
      env: { ...environment, LC_ALL: "C" },
      encoding: "utf8" as const,
      maxBuffer: maxOutputBytes,
      timeout: timeLimit,
      killSignal: "SIGKILL" as const,
      windowsHide: true,
    };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      clearInterval(watch);
      if (error === null) resolve(stdout);
      else reject(new MailStoreError(sentence(error, stderr, isStopped(), timeLimit)));
    });
    child.stdin?.end();
    const watch = setInterval(() => {
      if (isStopped()) child.kill("SIGKILL");
    }, stopMilliseconds);
    watch.unref();
  });
}

function sentence(error: Error, stderr: string, isStopped: boolean, timeLimit: number): string {
  if (isStopped) return "The search of notmuch was stopped.";
  const { code, killed } = error as Error & { readonly code?: unknown; readonly killed?: boolean };
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return "notmuch finds more than can be shown.";
  if (killed === true) return `notmuch did not answer within ${Math.round(timeLimit / 1000)} seconds.`;
  const reason = stderr
    .slice(0, 500)
    .split("\n")
    .map((line) => line.replace(/\p{Cc}/gu, " ").trim())
    .find((line) => line !== "");
  return reason === undefined ? "notmuch could not search." : `notmuch could not search: ${reason}`;
}
