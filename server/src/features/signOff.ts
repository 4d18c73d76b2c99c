/** `patchMail/signOff`: the change that adds a sign-off to a draft's log, or who must be asked for. */
import type { Position, TextDocumentIdentifier, TextEdit } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import { LineKind } from "../core/model.js";
import type { TextChange } from "../core/patch/hunkShape.js";
import { type MessagePlace, trailerLines, trailersNamed } from "../diagnostics/trailerLines.js";
import { trailerPerson } from "../diagnostics/trailerPerson.js";
import type { FeatureContext, LateFeature } from "./feature.js";
import { textEdits, whyNotEditable } from "./patchEdits.js";

/** Who signs off. */
export interface Signer {
  readonly name: string;
  readonly address: string;
}

export interface SignOffParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
  /** What the user has said when asked; absent: git's user. */
  readonly signer?: Signer;
}

export interface SignOffResult {
  readonly edits: readonly TextEdit[];
  /** The document's version that they are for. */
  readonly version: number;
  /** A plain sentence; null: it is done, or there is nobody yet who signs. */
  readonly refused: string | null;
  /** Git does not know its user: ask for both, begin with what is known, and send them along. */
  readonly needsSigner: Signer | null;
}

export const signOff: LateFeature<SignOffParams, SignOffResult> = {
  method: "patchMail/signOff",
  async handle(document, { position, signer }, context) {
    const { model, version, uri } = document;
    const answer = { edits: [], version, refused: null, needsSigner: null };
    const message = messageAt(model, model.lines.offsetAt(position));
    if (message === null) return { ...answer, refused: "There is no message here." };
    const why = whyNotEditable(document, message);
    if (why !== null) return { ...answer, refused: why };
    if (message.role !== "patch") return { ...answer, refused: "This is no patch to sign off." };
    const known = signer ?? (await gitSigner(uri, context));
    if (!isSigner(known)) {
      const refused = signer === undefined ? null : "This is no name with a mail address.";
      return { ...answer, refused, needsSigner: refused === null ? known : null };
    }
    const place = { document, message };
    const isSigned = trailersNamed(place, "signed-off-by").some(
      ({ value }) => trailerPerson(value).address.toLowerCase() === known.address.toLowerCase(),
    );
    if (isSigned) return { ...answer, refused: `${known.name} has signed off this patch.` };
    return { ...answer, edits: textEdits(model.lines, [signOffChange(place, known)]) };
  },
};

/** git's user for a document; parts that are not known, or not git's to tell (no trust), are empty. */
export async function gitSigner(uri: string, { git }: Pick<FeatureContext, "git">): Promise<Signer> {
  const [name, address] = await Promise.all([git.userName?.(uri) ?? null, git.user(uri)]);
  return { name: name?.trim() ?? "", address: address?.trim() ?? "" };
}

/** Whether both parts can stand in a trailer. */
export const isSigner = ({ name, address }: Signer): boolean =>
  /^[^\r\n<>]{1,200}$/.test(name.trim()) && /^[^\s@<>]{1,200}@[^\s@<>]{1,200}$/.test(address);

/**
 * `Signed-off-by:` as `git commit --signoff` puts it: below the trailers that end the log, else below the log and an empty
 * line.
 */
export function signOffChange({ document, message }: MessagePlace, { name, address }: Signer): TextChange {
  const { lines } = document.model;
  const line = `Signed-off-by: ${name.trim()} <${address}>`;
  const start0 = message.commitLog?.startLine0 ?? message.bodyLine0;
  let last0 = (message.commitLog?.endLine0 ?? start0) - 1;
  while (last0 >= start0 && lines.kind(last0) === LineKind.blank) last0--;
  const before = lines.text.slice(lines.contentEnd(start0 - 1), lines.start(start0));
  const end = /^\r?\n$/.test(before) ? before : "\n";
  if (last0 < start0) {
    const start = lines.start(start0);
    return { span: { start, end: start }, text: `${line}${end}` };
  }
  const isBelowTrailers = trailerLines({ document, message }).at(-1)?.endLine0 === last0 + 1;
  const at = lines.contentEnd(last0);
  return { span: { start: at, end: at }, text: `${isBelowTrailers ? end : end + end}${line}` };
}
