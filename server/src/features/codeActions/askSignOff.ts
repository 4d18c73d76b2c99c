import { SIGN_OFF_RULES } from "../quickFixes/addSignOff.js";
import { gitSigner, isSigner } from "../signOff.js";
import type { ActionSource } from "./source.js";

/** Of the VS Code extension: asks who signs off, and remembers it. */
export const signOffCommand = "patchMail.signOff";

/** Where git does not know who its user is, the client asks. */
export const askSignOffAction: ActionSource = {
  kind: "quickfix",
  async offers({ document, diagnostics, context, line0 }) {
    const mended = diagnostics.filter(({ code }) => SIGN_OFF_RULES.includes(String(code)));
    if (mended.length === 0 || !context.options.commands) return [];
    if (isSigner(await gitSigner(document.uri, context))) return [];
    const title = "Add Signed-off-by …";
    const command = { title, command: signOffCommand, arguments: [document.uri, line0] };
    return [{ title, diagnostics: mended, command }];
  },
};
