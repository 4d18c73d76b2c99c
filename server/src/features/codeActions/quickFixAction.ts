import type { Diagnostic } from "vscode-languageserver-protocol";
import type { Range } from "../../core/text/lineTable.js";
import { fixesOf } from "../quickFixes/fixesOf.js";
import type { Fix } from "../quickFixes/quickFix.js";
import { findingOf } from "./findingOf.js";
import type { ActionOffer, ActionPlace, ActionSource } from "./source.js";

/** What the fixes of quickFixes/ offer for the problems that the client shows at the place. */
export const quickFixAction: ActionSource = {
  kind: "quickfix",
  async offers(place) {
    const all = await fixesAt(place);
    return all.map(({ diagnostics, fix, isOnly }) => ({
      title: fix.title,
      isPreferred: isOnly,
      diagnostics,
      changes: fix.changes,
    }));
  },
};

/** The same of mail that was received, and of views: in a copy, which the client opens. */
export const fixInCopyAction: ActionSource = {
  kind: "quickfix",
  text: "received",
  isAside: true,
  async offers(place) {
    if (!place.context.options.commands) return [];
    const all = await fixesAt(place);
    return all.map(({ diagnostics, rule, fix }): ActionOffer => {
      const title = `Edit a copy as draft: ${fix.title.charAt(0).toLowerCase()}${fix.title.slice(1)}`;
      const line = diagnostics[0]?.range.start.line ?? place.line0;
      const command = {
        title,
        command: "patchMail.fixInCopy",
        arguments: [{ rule, line, title: fix.title }],
      };
      return { title, diagnostics, command };
    });
  },
};

interface FixAt {
  /** Those that it mends. */
  readonly diagnostics: readonly Diagnostic[];
  readonly rule: string;
  readonly fix: Fix;
  /** It mends the problem, and there is no other way. */
  readonly isOnly: boolean;
}

async function fixesAt(place: ActionPlace): Promise<readonly FixAt[]> {
  /** By what they do: two problems may have the same fix, which is offered once. */
  const found = new Map<string, FixAt>();
  for (const diagnostic of place.diagnostics) {
    if (place.context.token.isCancellationRequested) return [];
    const finding = findingOf(diagnostic);
    if (finding === null) continue;
    const { rule, range } = finding;
    const fixes = await fixesOf({ ...place, rule, span: spanOf(place, range) });
    for (const fix of fixes) {
      const key = JSON.stringify([fix.title, fix.changes]);
      const same = found.get(key);
      const isOnly = fixes.length === 1 && fix.isBegun !== true;
      if (same === undefined) found.set(key, { diagnostics: [diagnostic], rule, fix, isOnly });
      else found.set(key, { ...same, diagnostics: [...same.diagnostics, diagnostic] });
    }
  }
  return [...found.values()];
}

function spanOf({ document }: ActionPlace, { start, end }: Range): { start: number; end: number } {
  const { lines } = document.model;
  return { start: lines.offsetAt(start), end: lines.offsetAt(end) };
}
