import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createGitRoom, type GitOptions, type GitRoom } from "../../../server/src/git/gitFacts.js";

/** A folder of its own under the system's temporary folder, and git in it with a configuration of its own. */
export interface Sandbox {
  readonly folder: string;
  path(...names: string[]): string;
  uri(...names: string[]): string;
  write(path: string, content: string | Uint8Array): void;
  /** Runs git in a folder of the sandbox and returns what it prints, without the last newline. */
  git(
    folder: string,
    args: readonly string[],
    more?: { input?: string | Uint8Array; env?: Record<string, string> },
  ): string;
  /** Commits what stands in the folder; dates are a day apart, from 2024-01-01 on. Returns the hash. */
  commit(
    folder: string,
    message: string,
    more?: { allowEmpty?: boolean; author?: string; date?: string },
  ): string;
  /** A git room for this sandbox; it is disposed with it. */
  room(options?: Partial<GitOptions>): GitRoom;
  readonly environment: Record<string, string>;
  dispose(): void;
}

export function createSandbox(): Sandbox {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "patch-mail-git-")));
  const rooms: GitRoom[] = [];
  let day = 0;
  const environment: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    // A repository above the temporary folder must not be found by git itself.
    GIT_CEILING_DIRECTORIES: dirname(folder),
    TZ: "UTC",
  };
  writeFileSync(
    join(folder, ".gitconfig"),
    '[user]\n\tname = Ann Author\n\temail = ann@example.org\n[init]\n\tdefaultBranch = master\n[protocol "file"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n',
  );
  const sandbox: Sandbox = {
    folder,
    environment,
    path: (...names) => join(folder, ...names),
    uri: (...names) => pathToFileURL(join(folder, ...names)).href,
    write(path, content) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    git(where, args, more = {}) {
      mkdirSync(join(folder, where), { recursive: true });
      return execFileSync("git", [...args], {
        cwd: join(folder, where),
        env: { ...environment, ...more.env },
        input: more.input ?? "",
        encoding: "utf8",
        maxBuffer: 1 << 26,
        stdio: ["pipe", "pipe", "pipe"],
      }).replace(/\n$/, "");
    },
    commit(where, message, more = {}) {
      const date = more.date ?? `${1_704_067_200 + 86_400 * day++} +0200`;
      sandbox.git(where, ["add", "-A"]);
      sandbox.git(
        where,
        [
          "commit",
          "-q",
          "--cleanup=verbatim",
          "-F",
          "-",
          ...(more.allowEmpty ? ["--allow-empty"] : []),
          ...(more.author ? [`--author=${more.author}`] : []),
        ],
        { input: message, env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } },
      );
      return sandbox.git(where, ["rev-parse", "HEAD"]);
    },
    room(options = {}) {
      const room = createGitRoom({
        trusted: () => true,
        repositories: () => [],
        folders: () => [],
        environment,
        // Tests have patience: what is late on a busy machine must not decide them.
        limits: { patienceMs: 20_000 },
        ...options,
      });
      rooms.push(room);
      return room;
    },
    dispose() {
      for (const room of rooms) room.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return sandbox;
}
