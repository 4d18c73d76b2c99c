/** Folders in whose files there is mail that is still to be sent: the default of `patchMail.diagnostics.draftFolders`. */
export const DRAFT_FOLDERS: readonly string[] = ["outgoing", "outbox", "drafts", "*to-send"];

/** Names of folders above a file that are looked at, and parts of a pattern. */
const MOST_PARTS = 64;

/**
 * Where a document is that makes it one to be sent: `untitled`, the folder's name, or null. `patterns` are names of folders
 * or relative paths of some (`mail/out*`), with `*` and `?` within a name and `**` for any number of them; case counts
 * for nothing, nor does the dot that a Maildir's folders begin with.
 */
export function draftPlace(uri: string, patterns: readonly string[]): string | null {
  if (uri.startsWith("untitled:")) return "untitled";
  const folders = partsOf(pathOf(uri)).slice(0, -1).slice(-MOST_PARTS);
  for (const pattern of patterns) {
    const parts = partsOf(pattern).slice(0, MOST_PARTS);
    if (parts.some((part) => part !== "**") && matchesWithin(folders, parts)) return pattern.slice(0, 100);
  }
  return null;
}

function pathOf(uri: string): string {
  const path = /^[^?#]*/.exec(uri)?.[0].replace(/^[a-z][a-z0-9+.-]*:/i, "") ?? "";
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Without empty parts and `.`, in lower case, Maildir's dots left out. */
function partsOf(path: string): string[] {
  return path
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .map((part) => part.toLowerCase().replace(/^\.(?=[^.])/, ""));
}

/** Whether the pattern's parts stand somewhere among the folders, one after the other. Time: folders × parts. */
function matchesWithin(folders: readonly string[], parts: readonly string[]): boolean {
  // ends[at]: the parts so far match folders that end before `at`. The first may begin anywhere.
  let ends = new Array<boolean>(folders.length + 1).fill(true);
  for (const part of parts) {
    const next = new Array<boolean>(folders.length + 1).fill(false);
    for (let at = 0; at <= folders.length; at++) {
      if (part === "**") next[at] = ends[at] === true || (at > 0 && next[at - 1] === true);
      else next[at] = at > 0 && ends[at - 1] === true && matchesName(folders[at - 1] ?? "", part);
    }
    ends = next;
  }
  return ends.includes(true);
}

/** `*` and `?` in a name; goes back to the last `*` only, so the time is at most name × pattern. */
function matchesName(name: string, pattern: string): boolean {
  let at = 0;
  let p = 0;
  let star = -1;
  let starAt = 0;
  while (at < name.length) {
    if (pattern[p] === "*") {
      star = p++;
      starAt = at;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[at])) {
      p++;
      at++;
    } else if (star === -1) return false;
    else {
      p = star + 1;
      at = ++starAt;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
