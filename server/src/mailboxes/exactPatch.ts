import { decodePart } from "../core/mail/decodePlan.js";
import type { DiffFile, MailDocument, Message } from "../core/model.js";
import { parse } from "../core/parse.js";
import { exactDiff, exactFileHeader, exactHunk } from "../core/patch/exactDiff.js";
import { openMessage } from "./decodedMessage.js";
import { bytesAsText } from "./decodedSource.js";
import { type ReadableMessage, readableMessage } from "./readableMessage.js";

/** A file's diff for git. All texts are bytes, one character each: a source need not be UTF-8. */
export interface ExactFile {
  /** The same in the message as its reader sees it: its lines, its path. */
  readonly file: DiffFile;
  /** Everything; `header` and `hunks` are its pieces. Binary data stands in none of them. */
  readonly text: string;
  readonly header: string;
  readonly hunks: readonly string[];
  readonly isBinary: boolean;
}

/** A message with the diffs in it, as git would read them. */
export interface ExactPatch extends ReadableMessage {
  /** Neither quoted nor of a merge, in order. */
  readonly files: readonly ExactFile[];
}

/** `bytes`: one message without separator and escapes of a mailbox. Null where they hold none. */
export async function exactPatch(bytes: Uint8Array): Promise<ExactPatch | null> {
  const readable = await readableMessage(bytes);
  if (readable === null) return null;
  const own = filesOf(readable.message);
  const sources = own.length === 0 ? [] : exactSources(bytes, readable.isDecoded);
  const exact = sources.flatMap(({ document, message }) =>
    filesOf(message).map((file) => piecesOf(document, file)),
  );
  const isSame =
    exact.length === own.length &&
    own.every((file, at) => file.hunks.length === exact[at]?.hunks.length && sameStarts(file, exact[at]));
  const files = isSame
    ? own.flatMap((file, at) => withPieces(file, exact[at]))
    : own.flatMap((file) => withPieces(file, inUtf8(piecesOf(readable.document, file))));
  return { ...readable, files };
}

function withPieces(file: DiffFile, pieces: Pieces | undefined): readonly ExactFile[] {
  if (pieces === undefined) return [];
  const { text, header, hunks } = pieces;
  return [{ file, text, header, hunks, isBinary: file.isBinary }];
}

function filesOf({ files }: Message): readonly DiffFile[] {
  return files.filter(({ depth, isCombined }) => depth === 0 && !isCombined);
}

/** The texts with the diffs, without their transfer encoding; charsets stay, as `git mailinfo` leaves those of patches. */
function exactSources(
  bytes: Uint8Array,
  isDecoded: boolean,
): readonly { readonly document: MailDocument; readonly message: Message }[] {
  const texts: string[] = [];
  if (!isDecoded) texts.push(bytesAsText(bytes));
  else {
    const { tree, plan } = openMessage(bytes);
    for (const item of plan) {
      if (item.kind !== "part" || item.view !== "text") continue;
      // Its lines are put together anew: only the reader's text has them.
      if (item.part.head.isFlowed) return [];
      texts.push(`Subject: [PATCH] part\n\n${bytesAsText(decodePart(tree, item.part).bytes)}`);
    }
  }
  return texts.flatMap((text) => {
    const { document } = parse(text);
    const [message] = document.messages;
    return message ? { document, message } : [];
  });
}

type Pieces = Pick<ExactFile, "text" | "header" | "hunks"> & { readonly starts: readonly number[] };

function piecesOf({ lines }: MailDocument, file: DiffFile): Pieces {
  return {
    text: exactDiff(lines, file),
    header: exactFileHeader(lines, file),
    hunks: file.hunks.map((hunk) => exactHunk(lines, file, hunk)),
    starts: file.hunks.map(({ oldStart }) => oldStart),
  };
}

function sameStarts(file: DiffFile, pieces: Pieces | undefined): boolean {
  return file.hunks.every(({ oldStart }, at) => oldStart === pieces?.starts[at]);
}

function inUtf8({ text, header, hunks, starts }: Pieces): Pieces {
  const encoded = (own: string): string => Buffer.from(own, "utf8").toString("latin1");
  return { text: encoded(text), header: encoded(header), hunks: hunks.map(encoded), starts };
}
