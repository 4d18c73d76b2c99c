import { toRaw } from "../core/mail/offsetMap.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { MailDiagnostic } from "../diagnostics/mailDiagnostic.js";
import type { ParsedDocument } from "../features/feature.js";
import { viewInFile } from "../mailboxes/decodedMessage.js";
import type { MessageInFile } from "../mailboxes/decodedSource.js";
import type { LintFinding } from "./lintFinding.js";

/** The decoded text of a message, and the way back. */
export interface LintedView {
  readonly text: string;
  /** Where in the file (`places`: its bytes) the text came from that a finding stands at, as near as the encoding tells. */
  placeOf(
    view: ParsedDocument,
    found: MailDiagnostic,
    places: LineTable,
  ): Pick<LintFinding, "line" | "column" | "endLine" | "endColumn">;
}

/** null: there is no such message, or it cannot be decoded. */
export async function decodedView(
  find: (index: number) => MessageInFile | null,
  index: number,
): Promise<LintedView | null> {
  try {
    const found = find(index);
    if (found === null) return null;
    const { text, map } = await viewInFile(found, { maxShown: Number.POSITIVE_INFINITY });
    const byteOf = (offset: number): number => {
      const inMessage = toRaw(map, offset);
      return found.fileStart + (found.map === null ? inMessage : toRaw(found.map, inMessage));
    };
    return {
      text,
      placeOf({ model }, { range }, places) {
        const start = places.positionAt(byteOf(model.lines.offsetAt(range.start)));
        const end = places.positionAt(byteOf(model.lines.offsetAt(range.end)));
        // A soft line break, or a line of base64, may stand between: no more than a line is marked.
        const isLine = end.line === start.line && end.character >= start.character;
        const last = isLine ? end : start;
        return {
          line: start.line + 1,
          column: start.character + 1,
          endLine: last.line + 1,
          endColumn: last.character + 1,
        };
      },
    };
  } catch {
    return null; // the raw text is still there to look at
  }
}
