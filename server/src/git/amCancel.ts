import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AmPlace } from "./amPlace.js";
import { exists } from "./amPlace.js";

/** Between two looks at the mails that are still to come. */
const lookMs = 30;
/** The patch at hand has so long to be finished: gpg may wait for a passphrase. */
const patienceMs = 15_000;

/** Lets a `git am` come to its end without the patches that it has not begun. */
export interface HeldBack {
  /** Mails that were taken away. */
  count(): number;
  stop(): void;
}

/**
 * Takes the mails that are still to come away from a `git am` that is to be undone: it then ends behind the patch at hand, with
 * all its files in order. A signal would leave lock files, and files half written, behind.
 *
 * @param kill for one that does not end even so
 */
export function holdBack({ gitDirectory }: AmPlace, kill: () => void): HeldBack {
  const folder = join(gitDirectory, "rebase-apply");
  let count = 0;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((one) => /^\d{4,}$/.test(one))) {
      if (isStopped) return;
      await rm(join(folder, name)).then(
        () => count++,
        () => undefined,
      );
    }
    if (!isStopped) timer = setTimeout(() => void look(), lookMs);
  };
  void look();
  const killer = setTimeout(kill, patienceMs);
  return {
    count: () => count,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      clearTimeout(killer);
    },
  };
}

/** Lock files of a git that was ended: nothing can be done in the repository while they are there. */
export async function leftLocks(
  { workplace, gitDirectory }: AmPlace,
  branch: string,
): Promise<readonly string[]> {
  const { commonDirectory } = workplace;
  const files = [
    join(gitDirectory, "index.lock"),
    join(gitDirectory, "HEAD.lock"),
    join(commonDirectory, "packed-refs.lock"),
    join(commonDirectory, "refs", "heads", `${branch}.lock`),
  ];
  const found: string[] = [];
  for (const file of files) if (await exists(file)) found.push(file);
  return found;
}
