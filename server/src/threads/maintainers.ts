/** Whether a file of the tree is one of those that a set of entries of MAINTAINERS holds. */
export type HoldsFile = (path: string) => boolean;

interface Entry {
  readonly files: string[];
  readonly excluded: string[];
}

const maxLines = 100_000;
const maxPath = 500;

/**
 * Reads the kernel's MAINTAINERS: the files (`F:`, without those of `X:`) of the entries that name one of the addresses
 * with `M:` or `R:`. Patterns are those of scripts/get_maintainer.pl: a directory holds all below it, `*` and `?` stand for
 * anything of the same depth. `N:` and `K:` (regular expressions) are left aside. Addresses in lower case.
 */
export function maintainedFiles(text: string, addresses: readonly string[]): HoldsFile {
  const entries: Entry[] = [];
  let entry: Entry = { files: [], excluded: [] };
  let isOurs = false;
  const close = (): void => {
    if (isOurs && entry.files.length > 0) entries.push(entry);
    entry = { files: [], excluded: [] };
    isOurs = false;
  };
  for (const line of text.split("\n", maxLines)) {
    if (line.trim() === "") close();
    if (line[1] !== ":") continue;
    const value = line.slice(2, maxPath).trim();
    if (value === "") continue;
    if (line[0] === "F") entry.files.push(value);
    else if (line[0] === "X") entry.excluded.push(value);
    else if (line[0] === "M" || line[0] === "R") {
      const address = /<([^<>]{1,300})>/.exec(value)?.[1] ?? value;
      if (addresses.includes(address.toLowerCase())) isOurs = true;
    }
  }
  close();
  return (path) =>
    path.length <= maxPath &&
    entries.some(
      ({ files, excluded }) =>
        files.some((pattern) => holds(pattern, path)) && !excluded.some((pattern) => holds(pattern, path)),
    );
}

function holds(pattern: string, path: string): boolean {
  if (pattern.endsWith("/")) return matchesStart(pattern, path);
  if (!/[*?]/.test(pattern) && path.startsWith(`${pattern}/`)) return true;
  // As get_maintainer.pl: the beginning is enough, as long as the depth is the same.
  return (pattern.includes("**") || depth(pattern) === depth(path)) && matchesStart(pattern, path);
}

function depth(path: string): number {
  return path.split("/").length;
}

/** Whether the beginning of a path is what a pattern says; at most as many steps as pattern times path is long. */
function matchesStart(pattern: string, path: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let starAt = 0;
  while (from < pattern.length) {
    const sign = pattern[from];
    if (sign === "*") {
      star = from++;
      starAt = at;
    } else if (at < path.length && (sign === "?" || sign === path[at])) {
      from++;
      at++;
    } else if (star !== -1 && starAt < path.length) {
      // The last star takes one more character.
      from = star + 1;
      at = ++starAt;
    } else return false;
  }
  return true;
}
