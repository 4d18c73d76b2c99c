import { resolve } from "node:path";
import { type GitProgram, runGit } from "./process.js";

/** The two of git's settings that say who the user is. */
export type UserSetting = "user.email" | "user.name";

/**
 * `user.email` or `user.name` (git-config(1)) as git sees it in a repository, or outside of any where `root` is null. Null where it is
 * not set, or git cannot say. Never rejects.
 */
export async function userSetting(
  setting: UserSetting,
  program: GitProgram,
  root: string | null,
  timeLimitMs: number,
  signal: AbortSignal,
): Promise<string | null> {
  const result = await runGit(program, ["config", "--get", setting], {
    workingDirectory: root ?? resolve("/"),
    input: "",
    timeLimitMs,
    maxOutputBytes: 4096,
    background: true,
    signal,
  });
  if (result.outcome !== "done") return null;
  const value = result.output.toString("utf8").replace(/\r?\n$/, "");
  return value === "" ? null : value;
}
