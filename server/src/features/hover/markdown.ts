import type { HoverBlock, Inline, Line } from "./content.js";
import { makeVisible, withOuterSpaces } from "./visible.js";

/**
 * Text as Markdown that shows exactly that text, on one line: no emphasis, link, image, HTML, code, list, heading,
 * table, autolink or icon comes of it (CommonMark 0.31 §2.4, GFM §6.9). What needs no escape has none, since editors
 * that show the source (Neovim) would show it.
 */
export function escapeMarkdown(words: string): string {
  return (
    makeVisible(words)
      .replace(/[\\`*_[\]<>&|~$]/g, "\\$&")
      // A block would begin: heading, list, rule, setext underline, numbered list.
      .replace(/^[#+=-]/, "\\$&")
      .replace(/^(\d{1,9})([.)])/, "$1\\$2")
      // GFM makes links of bare addresses.
      .replace(/\/(?=\/)/g, "/\\")
      .replace(/(www)\./gi, "$1\\.")
      .replace(/@/g, "\\@")
      .replace(/\b(mailto|xmpp):/gi, "$1\\:")
  );
}

/** Text as a code span, whatever backticks it holds (CommonMark §6.1); nothing for empty text. */
export function codeSpan(words: string): string {
  const shown = makeVisible(words);
  if (shown === "") return "";
  let longest = 0;
  for (const run of shown.match(/`{1,1000}/g) ?? []) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  const padding = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** `[text](url)`; only the text where the URL is not a plain one of http or https. */
export function markdownLink(words: string, url: string): string {
  return isPlainUrl(url) ? `[${escapeMarkdown(words)}](${url})` : escapeMarkdown(words);
}

/** http(s), no white space, nothing that could end a Markdown link's destination. */
export function isPlainUrl(url: string): boolean {
  return (
    url.length <= 4000 &&
    /^https?:\/\/[A-Za-z0-9][A-Za-z0-9.:-]*(?:\/[A-Za-z0-9._~:/?#@!$&*+,;=%-]*)?$/.test(url)
  );
}

/** The blocks as Markdown. */
export function renderMarkdown(blocks: readonly HoverBlock[]): string {
  return blocks
    .map(renderBlock)
    .filter((block) => block !== "")
    .join("\n\n");
}

function renderBlock(block: HoverBlock): string {
  switch (block.kind) {
    case "paragraph":
      // Two spaces at its end break a line.
      return block.lines
        .map(renderLine)
        .filter((line) => line !== "")
        .join("  \n");
    case "list":
      return block.items.map((item) => `- ${renderLine(item)}`).join("\n");
    default:
      return block satisfies never;
  }
}

function renderLine(line: Line): string {
  return line.map(renderInline).join("").trim();
}

function renderInline(item: Inline): string {
  switch (item.kind) {
    case "text":
      // Escaping trims: the spaces between the pieces of a line are put back.
      return withOuterSpaces(item.text, escapeMarkdown(item.text));
    case "strong": {
      const words = escapeMarkdown(item.text);
      return words === "" ? "" : `**${words}**`;
    }
    case "code":
      return codeSpan(item.text);
    case "link":
      return markdownLink(item.text, item.url);
    default:
      return item satisfies never;
  }
}
