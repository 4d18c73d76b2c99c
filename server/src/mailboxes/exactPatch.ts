import { gitBytes } from "../core/mail/gitText.js";
import type { DiffFile, MailDocument, Message } from "../core/model.js";
import { exactDiff, exactFileHeader, exactHunk } from "../core/patch/exactDiff.js";
import type { LineTable } from "../core/text/lineTable.js";
import { applicableOf } from "./applicableMessage.js";
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
  if (own.length === 0) return { ...readable, files: [] };
  const { document, message } = await applicableOf(readable, bytes);
  const exact = filesOf(message);
  const isSame = exact.length === own.length && own.every((file, at) => hasSameHunks(file, exact[at]));
  const seen = isSame ? own : exact.map((file) => placed(file, document, readable.document));
  const files = exact.flatMap((file, at) => {
    const inView = seen[at];
    return inView === undefined ? [] : [piecesOf(document, file, inView)];
  });
  return { ...readable, files };
}

function filesOf({ files }: Message): readonly DiffFile[] {
  return files.filter(({ depth, isCombined }) => depth === 0 && !isCombined);
}

function piecesOf({ lines }: MailDocument, file: DiffFile, inView: DiffFile): ExactFile {
  return {
    file: inView,
    text: asBytes(exactDiff(lines, file)),
    header: asBytes(exactFileHeader(lines, file)),
    hunks: file.hunks.map((hunk) => asBytes(exactHunk(lines, file, hunk))),
    isBinary: file.isBinary,
  };
}

const asBytes = (text: string): string => bytesAsText(gitBytes(text));

function hasSameHunks({ hunks }: DiffFile, other: DiffFile | undefined): boolean {
  return (
    hunks.length === other?.hunks.length &&
    hunks.every(({ oldStart }, at) => oldStart === other.hunks[at]?.oldStart)
  );
}

/** A reader's lines end at a CR, too: the file with its lines there, where both texts have their characters at the same places. */
function placed(file: DiffFile, { lines }: MailDocument, reader: MailDocument): DiffFile {
  if (lines.text.length !== reader.lines.text.length) return file;
  const at = (line0: number): number => lineThere(line0, lines, reader.lines);
  return {
    ...file,
    startLine0: at(file.startLine0),
    headerEndLine0: at(file.headerEndLine0),
    endLine0: at(file.endLine0),
    hunks: file.hunks.map((hunk) => ({
      ...hunk,
      startLine0: at(hunk.startLine0),
      endLine0: at(hunk.endLine0),
      corruptLine0: hunk.corruptLine0 === null ? null : at(hunk.corruptLine0),
    })),
  };
}

const lineThere = (line0: number, lines: LineTable, reader: LineTable): number =>
  reader.lineAt(lines.start(line0));
