/**
 * `textDocument/codeAction` (LSP 3.17 § Code Action Request): what can be done to a draft at the cursor. Mail that was
 * received is never edited: a copy of it is, and a rule can be silenced.
 */
import type { CodeAction, CodeActionContext, CodeActionParams } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import { actionSources } from "./codeActions/index.js";
import type { ActionOffer, ActionSource } from "./codeActions/source.js";
import type { LateFeature, ParsedDocument } from "./feature.js";
import { whyNotEditable } from "./ownText.js";
import { textEdits } from "./patchEdits.js";

/** `CodeActionTriggerKind.Automatic`: the light bulb asks at each move of the cursor. */
const automatic = 2;

export const codeAction: LateFeature<CodeActionParams, CodeAction[]> = {
  method: "textDocument/codeAction",
  async handle(document, { range, context: asked }, context) {
    const { model } = document;
    const wanted = actionSources.filter((source) => isWanted(source, asked, context.options.commands));
    const message = wanted.length === 0 ? null : messageAt(model, model.lines.offsetAt(range.start));
    if (message === null) return [];
    const text =
      whyNotEditable(document, message, context.stateOptions?.(document)) === null ? "draft" : "received";
    const place = {
      document,
      message,
      line0: range.start.line,
      offset: model.lines.offsetAt(range.start),
      diagnostics: asked.diagnostics,
      context,
    };
    const actions: CodeAction[] = [];
    let isBulb = asked.triggerKind !== automatic;
    for (const source of wanted) {
      const own = source.text ?? "draft";
      if (own !== "any" && own !== text) continue;
      // A bulb that could only silence a rule would say nothing.
      if (source.isAside === true && !isBulb) continue;
      const offers = await source.offers({ ...place, isFirst: actions.length === 0 });
      isBulb ||= offers.length > 0;
      actions.push(...offers.map((offer) => actionOf(document, source.kind, offer)));
    }
    return actions;
  },
};

function isWanted(
  { kind }: ActionSource,
  { only, triggerKind }: CodeActionContext,
  hasCommands: boolean,
): boolean {
  if (only !== undefined) return only.some((one) => kind === one || kind.startsWith(`${one}.`) || one === "");
  // All rules are run for it: only for who asks.
  if (kind.startsWith("source.")) return false;
  // VS Code's menu of quick fixes selects its first entry: an edit that nobody asked for. Its menu Refactor asks for it.
  if (hasCommands && kind.startsWith("refactor")) return false;
  // A light bulb in each hunk would say nothing.
  return triggerKind !== automatic || kind === "quickfix";
}

function actionOf({ uri, model }: ParsedDocument, kind: string, offer: ActionOffer): CodeAction {
  const { title, isPreferred, diagnostics, changes, command } = offer;
  return {
    title,
    kind,
    ...(isPreferred === undefined ? {} : { isPreferred }),
    ...(diagnostics === undefined || diagnostics.length === 0 ? {} : { diagnostics: [...diagnostics] }),
    // As old clients take it; the guard refuses an answer to a text that is gone.
    ...(changes === undefined ? {} : { edit: { changes: { [uri]: textEdits(model.lines, changes) } } }),
    ...(command === undefined ? {} : { command }),
  };
}
