import { messageAt } from "../../core/lookup.js";
import type { Message } from "../../core/model.js";
import type { FinderQuestion, GoTo, MailTarget } from "../../features/finder.js";
import type { MessageSummary } from "../../threads/model.js";
import type { WorkServices } from "../services.js";
import type { TreeFiles } from "./treeFiles.js";

/** What the parts of the finder share. */
export interface FinderParts {
  readonly services: WorkServices;
  readonly files: TreeFiles;
  /** Places of a function's definition; a sentence where nobody can be asked. */
  readonly functions: (question: FinderQuestion, name: string) => Promise<GoTo>;
}

export const nowhere = (note: string | null = null): GoTo => ({ origin: null, places: [], note });

/** The message of the document at a position. */
export function messageHere({ document, position }: FinderQuestion): Message | null {
  return messageAt(document.model, document.model.lines.offsetAt(position));
}

/** The same message as the index knows it; undefined where it does not. */
export function summaryHere(
  { services }: FinderParts,
  { document, position, source }: FinderQuestion,
): MessageSummary | undefined {
  if (source === undefined) return services.messageAt({ textDocument: { uri: document.uri }, position });
  const at = { line: 0, character: 0 };
  return services.messageAt({
    textDocument: { uri: source.uri },
    position: at,
    ...(source.ordinal === undefined ? {} : { ordinal: source.ordinal }),
  });
}

/** URI by which trees and repositories are found. */
export const realUri = ({ document, source }: FinderQuestion): string => source?.uri ?? document.uri;

export function targetOf(
  { services }: FinderParts,
  { uri, line0, index, subject }: MessageSummary,
  lineInMessage: number,
  isDecoded: boolean,
): MailTarget {
  const isIndexOnly = services.mail.isIndexOnly(uri);
  return { uri, line0, ordinal: index, isIndexOnly, subject, lineInMessage, isDecoded };
}
