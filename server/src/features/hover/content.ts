import type { Span } from "../../core/text/span.js";

/**
 * What a hover says, before it is Markdown or plain text. `text` is always data, ours or a mail's: the renderers
 * escape all of it, so no part needs to know where its words come from.
 */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "strong"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  /** `url` is ours: its changing parts are percent-encoded. Others than http(s) are shown as text. */
  | { readonly kind: "link"; readonly text: string; readonly url: string };

export type Line = readonly Inline[];

export type HoverBlock =
  | { readonly kind: "paragraph"; readonly lines: readonly Line[] }
  | { readonly kind: "list"; readonly items: readonly Line[] };

export interface HoverContent {
  /** What the hover is about: exactly the thing under the pointer. */
  readonly span: Span;
  readonly blocks: readonly HoverBlock[];
}

export function text(words: string): Inline {
  return { kind: "text", text: words };
}

/** Our own sentences, never a mail's: what stands between backticks is code. */
export function prose(words: string): Line {
  return words
    .split("`")
    .map((piece, at) => (at % 2 === 0 ? text(piece) : code(piece)))
    .filter((item) => item.text !== "");
}

export function strong(words: string): Inline {
  return { kind: "strong", text: words };
}

export function code(words: string): Inline {
  return { kind: "code", text: words };
}

export function link(words: string, url: string): Inline {
  return { kind: "link", text: words, url };
}

/** Lines that belong together, each on a line of its own. */
export function paragraph(...lines: readonly Line[]): HoverBlock {
  return { kind: "paragraph", lines };
}

export function list(items: readonly Line[]): HoverBlock {
  return { kind: "list", items };
}

/** The items with ` · ` between them. */
export function joined(items: readonly Inline[]): Line {
  return items.flatMap((item, at) => (at === 0 ? [item] : [text(" · "), item]));
}
