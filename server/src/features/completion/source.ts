import type { Span } from "../../core/text/span.js";
import type { CompletionPlace } from "./place.js";

/** One text that may stand at the cursor. */
export interface Offer {
  /** What the list shows. */
  readonly label: string;
  /** What comes in: no control characters; with `isSnippet` line ends and places to fill in. */
  readonly text: string;
  readonly isSnippet?: boolean;
  /** What it takes the place of, on the cursor's line, with the cursor in it or at its end. */
  readonly start: number;
  readonly end: number;
  /** Goes as well: on other lines. */
  readonly removes?: Span;
  /** What is compared with that is typed; absent: the label. */
  readonly filter?: string;
  /** Behind the label: why it is offered. */
  readonly detail?: string;
  readonly kind: "field" | "person" | "commit" | "message" | "text" | "snippet";
  /** Plain text. */
  readonly documentation?: string;
  /** A commit that the client may ask more about. */
  readonly hash?: string;
  /** What is written next is completed, too (clients with VS Code's commands). */
  readonly goesOn?: boolean;
}

export interface Offers {
  /** The best first. */
  readonly offers: readonly Offer[];
  /** More may come when asked again. */
  readonly isWhole: boolean;
}

/** One source of completions. A new one is one file, and one line in index.ts. */
export interface CompletionSource {
  /** null where it has nothing to do with the place. */
  offers(place: CompletionPlace): Offers | null | Promise<Offers | null>;
}

export const whole = (offers: readonly Offer[]): Offers => ({ offers, isWhole: true });

/** Text in a snippet of LSP, where `$`, `}` and `\` have a meaning. */
export const escaped = (text: string): string => text.replace(/[\\$}]/g, "\\$&");
