/** Ways of files that are told one by one. */
import { counted } from "../core/text/counted.js";

const maxWays = 6;

/**
 * Where the sides of so many files come from: `8 files: 6 from the blobs of the index lines, 1 new, 1 only renamed.` From the
 * labels of `fileSides`, in the order of their first file.
 */
export function filesSummary(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) {
    // Each patch of a series is applied after the former ones.
    const way = label.replace(/ after \d+ former patch(?:es)?$/, "");
    counts.set(way, (counts.get(way) ?? 0) + 1);
  }
  const ways = [...counts];
  const told = ways.slice(0, maxWays).map(([label, count]) => `${count} ${wordsOf(label, count)}`);
  const rest = ways.slice(maxWays).reduce((sum, [, count]) => sum + count, 0);
  const [only] = ways;
  const all = counted(labels.length, "file");
  if (only !== undefined && ways.length === 1) return `${all}: ${wordsOf(only[0], only[1])}.`;
  return `${all}: ${[...told, ...(rest > 0 ? [`${rest} others`] : [])].join(", ")}.`;
}

function wordsOf(label: string, count: number): string {
  switch (label) {
    case "blobs of the index line":
      return count === 1 ? "from the blobs of the index line" : "from the blobs of the index lines";
    case "new file":
      return "new";
    case "removed file":
      return "removed";
    case "hunks only":
      return "with hunks only";
    case "submodule":
      return count === 1 ? "submodule" : "submodules";
    default:
      return label;
  }
}
