import { execFileSync } from "node:child_process";

/**
 * git in a folder, as Ada Frost and without anybody's configuration: gives what it prints, without white space around it.
 * @param more environment, e.g. dates: hashes are the same each time then
 */
export function gitIn(
  folder: string,
  more: Readonly<Record<string, string>> = {},
): (...args: readonly string[]) => string {
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Ada Frost",
    GIT_AUTHOR_EMAIL: "ada@example.org",
    ...more,
  };
  return (...args) => execFileSync("git", args, { cwd: folder, encoding: "utf8", env }).trim();
}

/** Who commits, where the repository's configuration does not say it. */
export const committer = { GIT_COMMITTER_NAME: "Ada Frost", GIT_COMMITTER_EMAIL: "ada@example.org" };
