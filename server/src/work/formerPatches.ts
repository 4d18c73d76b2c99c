import type { CancellationToken } from "vscode-languageserver";
import type { DiffFile, MailDocument, Message } from "../core/model.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import { patchInfo } from "../threads/ownTrailers.js";
import { patchesOf } from "../threads/seriesPlaces.js";
import { readMail, seriesAt } from "./seriesMail.js";
import type { WorkServices } from "./services.js";

/** A file's diff in a mail. */
export interface FileDiff {
  readonly document: MailDocument;
  readonly message: Message;
  readonly file: DiffFile;
}

/** What stands in front of a patch of a series. */
export interface FormerPatches {
  /** `base-commit:` of the patch, its cover letter or another patch of the series; null where none tells. */
  readonly baseCommit: string | null;
  /**
   * Diffs of the patches before it that lead to a path, in order, and what the file is called below them. null: a patch
   * of them is not at hand.
   */
  leadTo(path: string): { readonly diffs: readonly FileDiff[]; readonly path: string } | null;
}

/** A longer series is no series that is read for a view. */
const maxPatches = 300;

/** Of a message that is a patch of a series, or a reply to one. Rejects with `MailStoreError`. */
export async function formerPatches(
  services: WorkServices,
  params: ThreadOfParams,
  own: { readonly document: MailDocument; readonly message: Message },
  read: ReadMail,
  token: CancellationToken,
): Promise<FormerPatches> {
  const ownBase = patchInfo(own.document, own.message).baseCommit;
  const place = seriesAt(services, params);
  const alone = { baseCommit: ownBase, leadTo: (path: string) => ({ diffs: [], path }) };
  if (place === null) return alone;
  const { version, patch } = place;
  const all = patchesOf(version);
  if (patch === null || all.length > maxPatches) return alone;
  const former: Mail[] = [];
  let hasAll = true;
  for (let index = 1; index < patch.index; index++) {
    const found = all.find((one) => one.index === index);
    const mail = found === undefined ? null : await read(services, found.message, token);
    if (mail === null) hasAll = false;
    else former.push(mail);
    if (token.isCancellationRequested) break;
  }
  let baseCommit = ownBase ?? firstBase(former);
  if (baseCommit === null && version.cover !== null) {
    const cover = await read(services, version.cover, token);
    baseCommit = cover && patchInfo(cover.document, cover.message).baseCommit;
  }
  return {
    baseCommit,
    leadTo(path) {
      if (!hasAll) return null;
      const diffs: FileDiff[] = [];
      let name = path;
      for (const { document, message } of former.toReversed()) {
        const file = message.files.find(
          ({ depth, newPath, oldPath }) => depth === 0 && (newPath ?? oldPath)?.path === name,
        );
        if (file === undefined) continue;
        diffs.unshift({ document, message, file });
        if (file.status === "added") break;
        name = file.oldPath?.path ?? name;
      }
      return { diffs, path: name };
    },
  };
}

type Mail = NonNullable<Awaited<ReturnType<typeof readMail>>>;
export type ReadMail = typeof readMail;

function firstBase(mails: readonly Mail[]): string | null {
  for (const { document, message } of mails) {
    const { baseCommit } = patchInfo(document, message);
    if (baseCommit !== null) return baseCommit;
  }
  return null;
}

/** `readMail` that keeps what was read last, while a view of many files is made. */
export function rememberingReader(maxCharacters = 16 << 20): ReadMail {
  const known = new Map<string, { readonly mail: Mail | null; readonly length: number }>();
  let held = 0;
  return async (services, summary, token) => {
    const version = services.documents.version(summary.uri) ?? "";
    const key = JSON.stringify([summary.uri, summary.index, summary.byteStart, summary.byteLength, version]);
    const kept = known.get(key);
    if (kept !== undefined) return kept.mail;
    const mail = await readMail(services, summary, token);
    const length = mail?.document.span.end ?? 0;
    known.set(key, { mail, length });
    held += length;
    for (const [oldest, { length: freed }] of known) {
      if (held <= maxCharacters || oldest === key) break;
      known.delete(oldest);
      held -= freed;
    }
    return mail;
  };
}
