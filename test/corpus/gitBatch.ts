import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A mail, or a bare diff. */
export interface Asked {
  readonly bytes: Buffer;
  readonly isMail: boolean;
}

/**
 * Why git does not take the form of each patch: the first error of `git apply --numstat` (for a mail of what
 * `git mailinfo` makes of it); null where it exits with 0. One shell for all of them.
 */
export function gitRefusals(asked: readonly Asked[]): (string | null)[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-batch-"));
  try {
    for (const [index, { bytes, isMail }] of asked.entries())
      fs.writeFileSync(path.join(folder, `${index}.${isMail ? "eml" : "patch"}`), bytes);
    const script = `git init --quiet
for index in $(seq 0 ${asked.length - 1}); do
  # -b: what stands in brackets in the subject is not what is asked about.
  [ ! -e $index.eml ] || git mailinfo -b msg $index.patch <$index.eml >info 2>&1 || : >$index.patch
  if error=$(git apply --numstat $index.patch 2>&1 >numstat); then echo; else printf '%s\\n' "$error" | tr '\\n' ' '; echo; fi
done`;
    const env = { ...process.env, LC_ALL: "C", GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: "1" };
    const done = spawnSync("sh", ["-c", script], { cwd: folder, env, maxBuffer: 1 << 28 });
    const rows = done.stdout.toString("latin1").split("\n").slice(0, -1);
    if (done.status !== 0 || rows.length !== asked.length)
      throw new Error(
        `asked git of ${asked.length} patches, it told of ${rows.length}: ${done.stderr.toString("utf8")}`,
      );
    return rows.map((row) => {
      const errors = row.trim();
      if (errors === "") return null;
      // Warnings about white space stand before it.
      return errors.slice(Math.max(0, errors.indexOf("error:"))).slice(0, 160);
    });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
