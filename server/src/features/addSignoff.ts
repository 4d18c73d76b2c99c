/** `patchMail/addSignoff`: the writer's `Signed-off-by:` below the log of a draft. */
import type { Position, TextDocumentIdentifier, TextEdit } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import { trailersNamed } from "../diagnostics/trailerLines.js";
import { trailerPerson } from "../diagnostics/trailerPerson.js";
import type { LateFeature } from "./feature.js";
import { whyNotEditable } from "./ownText.js";
import { textEdits } from "./patchEdits.js";
import { gitSigner, isSigner, type Signer, signerText, signOffChange } from "./signer.js";

export interface AddSignoffParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
  /** `Name <address>`, as the user has told it; absent: git's user. */
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
    const why = whyNotEditable(document, message, context.stateOptions?.(document));
    if (why !== null) return answer({ refused: why, needsDraft: true });
    if (message.role !== "patch" || model.form !== "mail")
      return answer({ refused: "There is no commit log here to sign." });
    const place = { document, message };
    const signer = told === undefined ? await gitSigner(place, context) : signerOf(told);
    if (!isSigner(signer)) {
      if (told !== undefined)
        return answer({ refused: "It must be a name and an address: Ada Example <ada@example.org>." });
      const { address } = signer;
      return answer({ needsPerson: { known: address === "" ? "" : ` <${address}>` } });
    }
    const address = signer.address.toLowerCase();
    const isThere = trailersNamed(place, "signed-off-by").some(
      ({ value }) => trailerPerson(value).address.toLowerCase() === address,
    );
    if (isThere) return answer({ refused: `The Signed-off-by of ${signerText(signer)} is there already.` });
    return answer({ edits: textEdits(model.lines, [signOffChange(place, signer)]) });
  },
};

/** `Name <address>`; empty parts where the text is none. */
function signerOf(text: string): Signer {
  const match = /^([^<>]{1,200}) <([^<>]{1,300})>$/.exec(text.trim());
  return { name: match?.[1]?.trim() ?? "", address: match?.[2] ?? "" };
}
