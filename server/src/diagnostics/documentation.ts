import { DOCUMENTED_LINES } from "./documentedLines.generated.js";

/**
 * LSP's `codeDescription` of a code, or nothing where no documentation is at hand. `url` names docs/diagnostics.md: a
 * file is opened at the line of the code's heading (editors know no headings, VS Code knows `#L12`), a page at its anchor.
 */
export function codeDescription(
  url: string | undefined,
  code: string,
): { readonly codeDescription?: { readonly href: string } } {
  if (!url) return {};
  const line = DOCUMENTED_LINES[code];
  const fragment = url.startsWith("file:") && line !== undefined ? `L${line}` : code.replaceAll(".", "");
  return { codeDescription: { href: `${url}#${fragment}` } };
}
