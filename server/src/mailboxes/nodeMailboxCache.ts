import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MailboxCache } from "./mailboxCache.js";

/** Changes with the form of the files. */
const formName = "patch-mail cache 1";
const suffix = ".cache";
/** Larger ones are neither read nor written. */
const maxBytes = 256 * 1024 * 1024;
const defaultMaxFiles = 200;

/**
 * A cache in a folder of its own, a file for each key: a line with the format and a SHA-256 of the rest, then the text.
 * Files are written whole under another name and renamed; damaged ones are removed; of too many the oldest go. A folder
 * that cannot be written is a cache that forgets; `warn` is told once. `version` is that of the program: what another
 * one has kept may mean something else, and is removed, too.
 */
export function createNodeMailboxCache(
  folder: string,
  version: string,
  warn: (sentence: string) => void = () => undefined,
  maxFiles = defaultMaxFiles,
): MailboxCache {
  const format = `${formName} ${version}`;
  let working: Promise<void> = Promise.resolve();
  let written = 0;
  let hasWarned = false;

  const fileOf = (key: string): string =>
    join(folder, createHash("sha256").update(key).digest("hex").slice(0, 40) + suffix);
  const write = async (key: string, text: string): Promise<void> => {
    const file = fileOf(key);
    const draft = `${file}.${process.pid}.${written++}.tmp`;
    try {
      const body = Buffer.from(text, "utf8");
      if (body.length > maxBytes) return;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(draft, Buffer.concat([Buffer.from(`${format} ${sum(body)}\n`), body]), { mode: 0o600 });
      await rename(draft, file);
      if (written % 20 === 1) await removeOldest(folder, maxFiles);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      if (hasWarned) return;
      hasWarned = true;
      warn(`The index of mailboxes is not kept: ${reasonOf(error)}.`);
    }
  };
  return {
    async load(key) {
      const file = fileOf(key);
      try {
        if ((await stat(file)).size > maxBytes + 200) throw new Error("too large");
        const bytes = await readFile(file);
        const end = bytes.subarray(0, 200).indexOf(10);
        const body = bytes.subarray(end + 1);
        if (end === -1 || bytes.toString("latin1", 0, end) !== `${format} ${sum(body)}`) {
          await rm(file, { force: true });
          return null;
        }
        return body.toString("utf8");
      } catch {
        // Not there, or not readable: it is read from the mailbox itself.
        return null;
      }
    },
    save(key, make) {
      working = working.then(nextTurn).then(() => write(key, make()));
    },
    idle: () => working,
  };
}

/** What waits for an answer comes first. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const sum = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function reasonOf(error: unknown): string {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "unknown error";
}

/** Also what a process that was ended has left half written. */
async function removeOldest(folder: string, maxFiles: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(suffix) || name.endsWith(".tmp"));
  if (names.length <= maxFiles) return;
  const files = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      return {
        file,
        time: await stat(file).then(
          (facts) => facts.mtimeMs,
          () => 0,
        ),
      };
    }),
  );
  files.sort((a, b) => a.time - b.time);
  for (const { file } of files.slice(0, files.length - maxFiles)) await rm(file, { force: true });
}
