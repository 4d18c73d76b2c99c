import { SIGN_OFF_RULES } from "../quickFixes/addSignOff.js";
import { gitSigner, isSigner } from "../signer.js";
import type { ActionSource } from "./source.js";

/** Of the VS Code extension: asks who signs off, and remembers it. It signs the draft at the cursor. */
const signOffCommand = "patchMail.addSignoff";

/** Where git does not know who its user is, the client asks. */
export const askSignOffAction: ActionSource = {
  kind: "quickfix",
  async offers(place) {
    const { diagnostics, context } = place;
    const mended = diagnostics.filter(({ code }) => SIGN_OFF_RULES.includes(String(code)));
    if (mended.length === 0 || !context.options.commands) return [];
    if (isSigner(await gitSigner(place, context))) return [];
    const title = "Add Signed-off-by …";
    const command = { title, command: signOffCommand };
    return [{ title, diagnostics: mended, command }];
  },
};
