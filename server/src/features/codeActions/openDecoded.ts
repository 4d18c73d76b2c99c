import { hasDecodedView } from "../encodedAs.js";
import { findingOf } from "./findingOf.js";
import type { ActionSource } from "./source.js";

/** Rules whose findings say that the raw text is not what one reads. */
const rules: readonly string[] = ["mail.encoded-body", "mail.html-only"];

/** Of a message that is not what one reads: its decoded view, which only the VS Code extension has. */
export const openDecodedAction: ActionSource = {
  kind: "quickfix",
  text: "any",
  offers({ document, diagnostics, context }) {
    if (!context.options.commands || !hasDecodedView(document)) return [];
    const told = diagnostics.filter((one) => rules.includes(findingOf(one)?.rule ?? ""));
    const [first] = told;
    if (first === undefined) return [];
    const title = "Open decoded message";
    // The cursor may be in another message: the action is asked for from the list of problems and from a hover, too.
    const { line } = first.range.start;
    const command = { title, command: "patchMail.openDecoded", arguments: [{ line }] };
    return [{ title, diagnostics: told, command }];
  },
};
