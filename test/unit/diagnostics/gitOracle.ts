import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** What git says of a patch's form. Whether its lines fit a file is not asked: there is no file. */
const REFUSALS =
  /corrupt patch|fragment without header|bad git-diff|lacks filename|inconsistent header|invalid mode|only garbage|depends on old contents|still has contents|No valid patches|unable to find filename|unrecognized input|corrupt binary patch|dev\/null: No such file/;

export interface GitOracle {
  /** git's refusal of a mail (`git mailinfo`, then `git apply --check`), or null where only the files are lacking. */
  ofMail(bytes: Buffer): string | null;
  /** git's refusal of a bare diff. */
  ofDiff(bytes: Buffer): string | null;
  dispose(): void;
}

/** Runs the real git in an empty repository of its own. */
export function gitOracle(): GitOracle {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-oracle-"));
  const env = { ...process.env, LC_ALL: "C", GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: "1" };
  const git = (args: string[], input: Buffer): string => {
    const done = spawnSync("git", args, { cwd: folder, input, env });
    if (done.error) throw done.error;
    return done.stderr.toString();
  };
  git(["init", "--quiet"], Buffer.alloc(0));
  const ofDiff = (bytes: Buffer): string | null => {
    const errors = git(["apply", "--check", "-"], bytes).split("\n");
    return errors.find((line) => REFUSALS.test(line)) ?? null;
  };
  return {
    ofMail(bytes) {
      // -b: what stands in brackets in the subject is not what is asked about.
      git(["mailinfo", "-b", "msg", "patch"], bytes);
      return ofDiff(fs.readFileSync(path.join(folder, "patch")));
    },
    ofDiff,
    dispose: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
