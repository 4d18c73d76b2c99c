import type { Diagnostic } from "vscode-languageserver-protocol";
import { RULES } from "../../diagnostics/rules/index.js";
import type { ActionOffer, ActionSource } from "./source.js";

/** Of the VS Code extension: they write the settings. */
const suppressRule = "patchMail.suppressRule";
const ignoreType = "patchMail.ignoreCheckpatchType";

const checkpatchManual = "https://docs.kernel.org/dev-tools/checkpatch.html";

/** A rule, or a report of checkpatch, that is not wanted: the client writes so into the settings. */
export const suppressAction: ActionSource = {
  kind: "quickfix",
  text: "any",
  isAside: true,
  offers({ document, diagnostics, context, isFirst }) {
    if (!context.options.commands) return [];
    const offers = [
      ...RULES.flatMap(({ id }): readonly ActionOffer[] => {
        const told = diagnostics.filter(({ source, code }) => source === "patch-mail" && code === id);
        if (told.length === 0) return [];
        const title = `Turn off ${id} in this workspace`;
        const command = { title, command: suppressRule, arguments: [id, document.uri] };
        return [{ title, diagnostics: told, command }];
      }),
      ...typesOf(diagnostics).map(({ type, told }): ActionOffer => {
        const title = `Ignore ${type} of checkpatch in this workspace`;
        const command = { title, command: ignoreType, arguments: [type, document.uri] };
        return { title, diagnostics: told, command };
      }),
    ];
    // The menu selects its first entry, which Enter takes: one that changes nothing.
    const [first] = offers;
    const reading = isFirst && first !== undefined ? readAbout(first.diagnostics?.[0]) : null;
    return reading === null ? offers : [reading, ...offers];
  },
};

/** The types of checkpatch's reports, in order. */
function typesOf(diagnostics: readonly Diagnostic[]): readonly { type: string; told: Diagnostic[] }[] {
  const types = new Map<string, Diagnostic[]>();
  for (const one of diagnostics) {
    const { source, code } = one;
    if (source !== "checkpatch" || typeof code !== "string" || !/^[A-Z][A-Z0-9_]{0,80}$/.test(code)) continue;
    types.set(code, [...(types.get(code) ?? []), one]);
  }
  return [...types].map(([type, told]) => ({ type, told }));
}

/** Opens what is written about a problem, if anything is. */
function readAbout(told: Diagnostic | undefined): ActionOffer | null {
  if (told === undefined) return null;
  const isOurs = told.source === "patch-mail";
  const url = isOurs ? told.codeDescription?.href : checkpatchManual;
  if (url === undefined || !/^(?:https|file):\/\//.test(url)) return null;
  const title = isOurs ? `Read about ${String(told.code)}` : "Read the manual of checkpatch";
  return { title, diagnostics: [told], command: { title, command: "patchMail.readAbout", arguments: [url] } };
}
