import { fixAll } from "../fixAll.js";
import type { ActionSource } from "./source.js";

/** All problems of the document that have one right answer; for *Source Action…* and `editor.codeActionsOnSave`. */
export const fixAllAction: ActionSource = {
  kind: "source.fixAll.patchMail",
  text: "any",
  async offers({ document, context }) {
    const { changes } = await fixAll(document, context);
    return changes.length === 0 ? [] : [{ title: "Fix all problems with one right answer", changes }];
  },
};
