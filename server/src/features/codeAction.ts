/**
 * `textDocument/codeAction` (LSP 3.17 § Code Action Request): what can be done to a draft at the cursor. Of mail that was
 * received nothing is offered: its text is never edited.
 */
import type { CodeAction, CodeActionParams } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import { actionSources } from "./codeActions/index.js";
import type { LateFeature } from "./feature.js";
import { textEdits, whyNotEditable } from "./patchEdits.js";

/** `CodeActionTriggerKind.Automatic`: the light bulb asks at each move of the cursor. */
const automatic = 2;

export const codeAction: LateFeature<CodeActionParams, CodeAction[]> = {
  method: "textDocument/codeAction",
  async handle(document, { textDocument, range, context: asked }, context) {
    const { model } = document;
    const isWanted = (kind: string): boolean => {
      if (asked.only !== undefined)
        return asked.only.some((only) => only === "" || kind === only || kind.startsWith(`${only}.`));
      // A light bulb in each hunk would say nothing.
      return asked.triggerKind !== automatic || kind === "quickfix";
    };
    const wanted = actionSources.filter(({ kind }) => isWanted(kind));
    const message = wanted.length === 0 ? null : messageAt(model, model.lines.offsetAt(range.start));
    if (message === null) return [];
    if (whyNotEditable(document, message) !== null) return [];
    const place = { document, message, line0: range.start.line, diagnostics: asked.diagnostics, context };
    const actions: CodeAction[] = [];
    for (const { kind, offers } of wanted) {
      for (const { title, isPreferred, diagnostics, changes } of await offers(place))
        actions.push({
          title,
          kind,
          ...(isPreferred === undefined ? {} : { isPreferred }),
          ...(diagnostics === undefined || diagnostics.length === 0 ? {} : { diagnostics: [...diagnostics] }),
          // As old clients take it; the guard refuses an answer to a text that is gone.
          edit: { changes: { [textDocument.uri]: textEdits(model.lines, changes) } },
        });
    }
    return actions;
  },
};
