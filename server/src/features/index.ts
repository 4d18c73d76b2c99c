import { codeLens } from "./codeLens.js";
import { comments } from "./comments.js";
import { copyInfo } from "./copyInfo.js";
import { declaration } from "./declaration.js";
import { definition } from "./definition.js";
import { documentHighlight } from "./documentHighlight.js";
import { documentLink } from "./documentLink.js";
import { documentSymbol } from "./documentSymbol.js";
import type { Feature } from "./feature.js";
import { foldingRange } from "./foldingRange.js";
import { goTo } from "./goTo.js";
import { hover } from "./hover.js";
import { inlayHint } from "./inlayHint.js";
import { messages } from "./messages.js";
import { navigate } from "./navigate.js";
import { quoteFolds } from "./quoteFolds.js";
import { references } from "./references.js";
import { selectionRange } from "./selectionRange.js";
import { semanticTokensFull, semanticTokensRange } from "./semanticTokens.js";
import { wordMarks } from "./wordMarks.js";

/**
 * The table of features: one line each. Params and results differ, so the table forgets them; what arrives for a
 * method is what its own descriptor says.
 */
export const features: readonly Feature<unknown, unknown>[] = [
  codeLens,
  comments,
  copyInfo,
  declaration,
  definition,
  documentHighlight,
  documentLink,
  documentSymbol,
  foldingRange,
  goTo,
  hover,
  inlayHint,
  messages,
  navigate,
  quoteFolds,
  references,
  selectionRange,
  semanticTokensFull,
  semanticTokensRange,
  wordMarks,
];
