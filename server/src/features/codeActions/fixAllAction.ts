import { fixAll } from "../fixAll.js";
import type { ActionSource } from "./source.js";

/** All problems of the document that have one right answer; for *Source Action…* and `editor.codeActionsOnSave`. */
export const fixAllAction: ActionSource = {
  kind: "source.fixAll.patchMail",
  text: "any",
  async offers({ document, context }) {
    const { changes, isWhole } = await fixAll(document, context);
    const title = "Fix all problems with one right answer";
    return changes.length === 0
      ? []
      : [
          {
            title: isWhole ? title : `${title}, as far as there was time: run it again for the rest`,
            changes,
          },
        ];
  },
};
