/** `patchMail/addSignoff`: the writer's `Signed-off-by:` below the log of a draft. */
import type { Position, TextDocumentIdentifier, TextEdit } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import { LineKind, type Message } from "../core/model.js";
import { lineEnd, type TextChange } from "../core/patch/hunkShape.js";
import type { LineTable } from "../core/text/lineTable.js";
import { logTrailers, personOf } from "../diagnostics/commitLog.js";
import type { FeatureContext, LateFeature, ParsedDocument } from "./feature.js";
import { textEdits, whyNotEditable } from "./patchEdits.js";

export interface AddSignoffParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
  /** `Name <address>`, as the user has told it; absent: git's user, whose name is the author's where the address is. */
  readonly person?: string;
}

export interface AddSignoffResult {
  readonly edits: readonly TextEdit[];
  /** The document's version that they are for. */
  readonly version: number;
  /** A plain sentence. */
  readonly refused: string | null;
  /** It is not the reader's to edit: a copy would be. */
  readonly needsDraft: boolean;
  /** git does not know the user, or not the name: asked for, with what is known. */
  readonly needsPerson: { readonly known: string } | null;
}

export const addSignoff: LateFeature<AddSignoffParams, AddSignoffResult> = {
  method: "patchMail/addSignoff",
  async handle(document, { position, person: told }, context) {
    const { model, version } = document;
    const answer = (more: Partial<AddSignoffResult>): AddSignoffResult => ({
      edits: [],
      version,
      refused: null,
      needsDraft: false,
      needsPerson: null,
      ...more,
    });
    const message = messageAt(model, model.lines.offsetAt(position));
    if (message === null) return answer({ refused: "There is no message here." });
    const why = whyNotEditable(document, message);
    if (why !== null) return answer({ refused: why, needsDraft: true });
    if (message.commitLog === null) return answer({ refused: "There is no commit log here to sign." });
    const person =
      told === undefined ? await gitPerson(document, message, context) : { whole: told, known: told };
    if (person.whole === null) return answer({ needsPerson: { known: person.known } });
    if (!isPerson(person.whole))
      return answer({ refused: "It must be a name and an address: Ada Example <ada@example.org>." });
    const { whole } = person;
    const address = personOf(whole)?.address.toLowerCase();
    const isThere = logTrailers(message).some(
      ({ name, value }) =>
        /^signed-off-by$/i.test(name) && personOf(value)?.address.toLowerCase() === address,
    );
    if (isThere) return answer({ refused: `The Signed-off-by of ${whole} is there already.` });
    const change = trailerChange(model.lines, message, `Signed-off-by: ${whole}`);
    return answer({ edits: textEdits(model.lines, change === null ? [] : [change]) });
  },
};

/** One line of visible text, with nothing that could begin another field. */
function isPerson(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- what no name has
  return (
    !/[\u0000-\u001f\u007f\u2028\u2029]/.test(text) &&
    /^[^<>]{1,120} <[^<>\s@]{1,80}@[^<>\s@]{1,200}>$/.test(text)
  );
}

async function gitPerson(
  { uri }: ParsedDocument,
  { author, sender }: Message,
  { git }: FeatureContext,
): Promise<{ readonly whole: string | null; readonly known: string }> {
  const address = (await git.user(uri)) ?? "";
  if (address === "") return { whole: null, known: "" };
  const own = [author, sender].find((one) => one?.address.toLowerCase() === address.toLowerCase());
  if (own && own.name !== "") return { whole: `${own.name} <${own.address}>`, known: "" };
  return { whole: null, known: ` <${address}>` };
}

/** A trailer below the last one of the log; below an empty line where the log has none. null where there is no log. */
function trailerChange(lines: LineTable, message: Message, trailer: string): TextChange | null {
  const log = message.commitLog;
  if (log === null) return null;
  let last0 = log.endLine0 - 1;
  while (last0 > log.startLine0 && lines.kind(last0) === LineKind.blank) last0--;
  const end = lineEnd(lines, last0);
  const isBelow = logTrailers(message).some(({ line0, endLine0 }) => line0 <= last0 && last0 < endLine0);
  const at = lines.contentEnd(last0);
  return { span: { start: at, end: at }, text: `${isBelow ? end : end + end}${trailer}` };
}
