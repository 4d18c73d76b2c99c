import type { HoverBlock, Line } from "./content.js";
import { isPlainUrl } from "./markdown.js";
import { makeVisible, withOuterSpaces } from "./visible.js";

/** The blocks as plain text, for clients that render no Markdown. Links show their address. */
export function renderPlain(blocks: readonly HoverBlock[]): string {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case "paragraph":
          return block.lines
            .map(plainLine)
            .filter((line) => line !== "")
            .join("\n");
        case "list":
          return block.items.map((item) => `- ${plainLine(item)}`).join("\n");
        default:
          return block satisfies never;
      }
    })
    .filter((block) => block !== "")
    .join("\n\n");
}

function plainLine(line: Line): string {
  return line
    .map((item) => {
      const words = makeVisible(item.text);
      if (item.kind === "link")
        return isPlainUrl(item.url) && words !== item.url ? `${words}: ${item.url}` : words;
      return item.kind === "text" ? withOuterSpaces(item.text, words) : words;
    })
    .join("")
    .trim();
}
