import { createHash } from "node:crypto";
import { decodeCharset } from "../core/mail/decodeCharset.js";
import { hostPathProblem } from "../git/hostPath.js";
import type { Workplace } from "../git/workplace.js";

/** Text of a file out of a repository, or why there is none. */
export type BlobText =
  | { readonly text: string; readonly hash: string; readonly isWhole: true }
  | { readonly isWhole: false; readonly reason: "missing" | "ambiguous" | "tooLarge" | "binary" | "silent" };

const sha256Digits = 64;
/** A larger file is shown by nobody side by side. */
const maxBlobBytes = 8 << 20;
const missing: BlobText = { isWhole: false, reason: "missing" };

/**
 * The blob that an `index` line names, also abbreviated. `charset`: that of the mail, for bytes that are not UTF-8. Never
 * rejects.
 */
export async function blobText(workplace: Workplace, hash: string, charset: string): Promise<BlobText> {
  if (!/^[0-9a-f]{4,64}$/.test(hash)) return missing;
  return await read(workplace, `${hash}^{blob}`, charset, (full) => full.startsWith(hash));
}

/** A file as it is in a commit, by a name of ours for it (`HEAD`, a full hash). Never rejects. */
export async function fileText(
  workplace: Workplace,
  commit: string,
  path: string,
  charset: string,
  signal: AbortSignal,
): Promise<BlobText> {
  if (hostPathProblem(path) !== null) return missing;
  const name = `${commit}:${path}`;
  if (/^[!-~]{1,200}$/.test(name)) return await read(workplace, name, charset, () => true);
  // cat-file takes no blanks, and a line at most: such a path goes as an argument.
  const parsed = await workplace.run(["rev-parse", "--verify", "--quiet", "--end-of-options", name], {
    maxOutputBytes: 1000,
    signal,
  });
  const hash = parsed.output.toString("latin1").trim();
  return parsed.outcome === "done" && /^[0-9a-f]{40,64}$/.test(hash)
    ? await read(workplace, hash, charset, () => true)
    : missing;
}

/** The full hash of a commit; null where the repository has none of that name. */
export async function commitHash(workplace: Workplace, name: string): Promise<string | null> {
  if (name !== "HEAD" && !/^[0-9a-f]{7,64}$/.test(name)) return null;
  const found = await workplace.objectInfo(`${name}^{commit}`);
  if (found.kind !== "object") return null;
  // A branch may be called `deadbeef`.
  return name === "HEAD" || found.hash.startsWith(name) ? found.hash : null;
}

/**
 * Whether the text is the blob of that (abbreviated) hash, by git's own sum of it.
 *
 * @param known a full hash of the repository: its length tells SHA-1 from SHA-256 (gitformat-hash-function-transition(5))
 */
export function isBlobOf(text: string, hash: string, known: string): boolean {
  const bytes = Buffer.from(text, "utf8");
  const sum = createHash(known.length === sha256Digits ? "sha256" : "sha1")
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest("hex");
  return hash.length >= 7 && sum.startsWith(hash);
}

async function read(
  workplace: Workplace,
  name: string,
  charset: string,
  isMeant: (fullHash: string) => boolean,
): Promise<BlobText> {
  const info = await workplace.objectInfo(name);
  if (info.kind === "silent") return { isWhole: false, reason: "silent" };
  if (info.kind === "ambiguous") return { isWhole: false, reason: "ambiguous" };
  if (info.kind !== "object" || info.type !== "blob" || !isMeant(info.hash)) return missing;
  if (info.size > maxBlobBytes) return { isWhole: false, reason: "tooLarge" };
  const found = await workplace.object(info.hash);
  if (found.kind !== "object" || found.content === null) return { isWhole: false, reason: "silent" };
  // As git tells binary files (buffer_is_binary).
  if (found.content.subarray(0, 8000).includes(0)) return { isWhole: false, reason: "binary" };
  return { isWhole: true, text: textOf(found.content, charset), hash: info.hash };
}

function textOf(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeCharset(bytes, charset).text;
  }
}
