import type { Message } from "../../core/model.js";
import type { TextChange } from "../../core/patch/hunkShape.js";
import type { Span } from "../../core/text/span.js";
import type { FeatureContext, ParsedDocument } from "../feature.js";

/** One finding of a rule, and where it stands. */
export interface FixPlace {
  readonly document: ParsedDocument;
  readonly message: Message;
  /** The rule's id. */
  readonly rule: string;
  /** Of the finding, in the document. */
  readonly span: Span;
  readonly context: FeatureContext;
}

/** One way to mend it. */
export interface Fix {
  /** What the light bulb's menu says: a verb first, e.g. `Write the word in lower case`. */
  readonly title: string;
  /** Of the document, apart from each other. */
  readonly changes: readonly TextChange[];
  /** The writer has to go on: the finding stays, so the fix is none that an editor may choose by itself. */
  readonly isBegun?: true;
}

/** Mends what rules find. A new one is one file, and one line in index.ts. */
export interface QuickFix {
  /** Ids of the rules whose findings it mends. */
  readonly rules: readonly string[];
  /** *Fix All* does it, too: there is one right answer, nothing is lost, and no repository is asked. */
  readonly isSafe: boolean;
  /** The best first; none where this finding cannot be mended. */
  fixes(place: FixPlace): readonly Fix[] | Promise<readonly Fix[]>;
}
