import { lstat, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Writes a file whole: beside its place, then renamed, so that half a file is never seen under its name. A link is followed.
 * What is no plain file (`/dev/null`, a pipe, `/dev/stdout`) is written to and stays what it is. Rejects as `node:fs` does;
 * with `EISDIR` for a folder.
 */
export async function writeTarget(file: string, text: string | Uint8Array): Promise<void> {
  const target = await renameable(file);
  if (target === null) {
    await writeFile(file, text);
    return;
  }
  const part = path.join(path.dirname(target), `.${path.basename(target).slice(0, 100)}.${process.pid}.part`);
  const mode = await stat(target).then(
    (status) => status.mode & 0o777,
    () => undefined,
  );
  try {
    await writeFile(part, text, { flag: "wx", ...(mode === undefined ? {} : { mode }) });
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Where a plain file stands, or will; null: nothing may be put in the place of what is there. */
async function renameable(file: string): Promise<string | null> {
  // The shell's own: `/dev/stdout` leads to a file that it holds open.
  if (/^\/(?:dev|proc)\//.test(path.resolve(file))) return null;
  try {
    const target = await realpath(file);
    return (await stat(target)).isFile() ? target : null;
  } catch {
    // Not there yet; a link that leads nowhere is followed by the system.
    return (await isThere(file)) ? null : file;
  }
}

/** Whether both are one file, or will be. */
export async function isSameTarget(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => placeOf(file)));
  return a === b;
}

async function placeOf(file: string): Promise<string> {
  if (file === "-") return file;
  const full = path.resolve(file);
  const folder = await realpath(path.dirname(full)).catch(() => path.dirname(full));
  return await realpath(full).catch(() => path.join(folder, path.basename(full)));
}

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );
