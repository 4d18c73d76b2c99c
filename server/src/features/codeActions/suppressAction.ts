import { RULES } from "../../diagnostics/rules/index.js";
import type { ActionSource } from "./source.js";

/** A rule that is not wanted: the client writes so into the settings. */
export const suppressAction: ActionSource = {
  kind: "quickfix",
  text: "any",
  isAside: true,
  offers({ document, diagnostics, context }) {
    if (!context.options.commands) return [];
    const own = diagnostics.filter(({ source }) => source === "patch-mail");
    return RULES.flatMap(({ id }) => {
      const mended = own.filter(({ code }) => code === id);
      if (mended.length === 0) return [];
      const title = `Turn off ${id} in this workspace`;
      const command = { title, command: "patchMail.suppressRule", arguments: [id, document.uri] };
      return [{ title, diagnostics: mended, command }];
    });
  },
};
