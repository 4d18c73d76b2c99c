/** `patchMail/fixProblems`: the changes of *Fix All* and of one fix in a copy, which the client makes itself. */
import type { TextDocumentIdentifier, TextEdit } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import type { FeatureContext, LateFeature, ParsedDocument } from "./feature.js";
import { fixAll, notWhole } from "./fixAll.js";
import { whyNotEditable } from "./ownText.js";
import { textEdits } from "./patchEdits.js";
import { fixesOf } from "./quickFixes/fixesOf.js";
import type { Fix } from "./quickFixes/quickFix.js";

export interface FixProblemsParams {
  readonly textDocument: TextDocumentIdentifier;
  /** Only one finding of this rule: that nearest to `line`. */
  readonly rule?: string;
  /** 0-based. */
  readonly line?: number;
  /** Of its fixes the one with this title, else the best. */
  readonly title?: string;
}

export interface FixProblemsResult {
  /** In order, apart from each other. */
  readonly edits: readonly TextEdit[];
  /** The document's version that they are for. */
  readonly version: number;
  /** Problems that are mended. */
  readonly fixed: number;
  /** Why nothing may be changed, in a sentence. */
  readonly refused: string | null;
}

export const fixProblems: LateFeature<FixProblemsParams, FixProblemsResult> = {
  method: "patchMail/fixProblems",
  async handle(document, { rule, line = 0, title }, context) {
    const { model, version } = document;
    const state = context.stateOptions?.(document);
    const reasons = model.messages.map((message) => whyNotEditable(document, message, state));
    const refused = reasons.find((reason) => reason !== null) ?? null;
    if (refused !== null && !reasons.includes(null)) return { edits: [], version, fixed: 0, refused };
    if (rule === undefined) {
      const { changes, fixed, isWhole } = await fixAll(document, context);
      if (!isWhole) context.tell?.(notWhole);
      return { edits: textEdits(model.lines, changes), version, fixed, refused: null };
    }
    const fix = await nearestFix(document, rule, line, title, context);
    const edits = fix === null ? [] : textEdits(model.lines, fix.changes);
    return { edits, version, fixed: fix === null ? 0 : 1, refused: null };
  },
};

async function nearestFix(
  document: ParsedDocument,
  rule: string,
  line: number,
  title: string | undefined,
  context: FeatureContext,
): Promise<Fix | null> {
  const { model } = document;
  const state = context.stateOptions?.(document);
  const own = ((await context.findings?.(document)) ?? []).filter(({ code }) => code === rule);
  const away = (one: (typeof own)[number]): number => Math.abs(one.range.start.line - line);
  for (const { range } of own.toSorted((a, b) => away(a) - away(b)).slice(0, 20)) {
    const span = { start: model.lines.offsetAt(range.start), end: model.lines.offsetAt(range.end) };
    const message = messageAt(model, span.start);
    if (message === null || whyNotEditable(document, message, state) !== null) continue;
    const fixes = await fixesOf({ document, message, rule, span, context });
    const fix = fixes.find((one) => one.title === title) ?? fixes[0];
    if (fix !== undefined) return fix;
  }
  return null;
}
