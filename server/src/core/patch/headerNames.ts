/**
 * The file names in the header of a file's diff, as bytes: one character each, git's C-style quoting undone, nothing
 * stripped. Every name that git may take for the file is among them, twice where two lines have it; never `/dev/null`.
 *
 * @param header lines with LF, one character for each byte
 */
export function headerNames(header: string): string[] {
  const names: string[] = [];
  for (const line of header.split("\n")) {
    if (line.startsWith("diff --git ")) names.push(...namesOfCommand(line.slice(11)));
    const label = nameLabels.find((each) => line.startsWith(each));
    if (label !== undefined) names.push(nameOf(line.slice(label.length)));
  }
  return names.filter((name) => name !== "" && name !== "/dev/null");
}

/** Without its first folders, as `git apply -p<count>` takes it; null where it has fewer (apply.c, `skip_tree_prefix`). */
export function withoutFolders(name: string, count: number): string | null {
  let at = 0;
  for (let left = count; left > 0; left--) {
    const slash = name.indexOf("/", at);
    if (slash === -1) return null;
    at = slash + 1;
  }
  return name.slice(at);
}

/** A name as git writes it into a header: in C-style quotes, all but plain ASCII as octal numbers. */
export function quotedName(name: string): string {
  let text = "";
  for (const character of name) {
    const code = character.charCodeAt(0);
    if (character === '"' || character === "\\") text += `\\${character}`;
    else if (code < 0x20 || code > 0x7e) text += `\\${(code & 0xff).toString(8).padStart(3, "0")}`;
    else text += character;
  }
  return `"${text}"`;
}

const nameLabels = ["--- ", "+++ ", "rename from ", "rename to ", "copy from ", "copy to "];
/** No file system has longer names. */
const maxName = 4096;

/** Up to a tab: what follows is a time stamp. */
function nameOf(text: string): string {
  if (text.startsWith('"')) return quoted(text)?.name ?? "";
  const tab = text.indexOf("\t");
  const name = tab === -1 ? text : text.slice(0, tab);
  const stamp = / \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?(?: [+-]\d{4})?$/.exec(name.slice(-48));
  return (stamp === null ? name : name.slice(0, -stamp[0].length)).slice(0, maxName);
}

/** Both names of `a/x b/x`: where they are not quoted, they are equal behind the first folder. */
function namesOfCommand(text: string): string[] {
  const first = quoted(text);
  if (first !== null) {
    const rest = text.slice(first.length + 1);
    return [first.name, quoted(rest)?.name ?? rest.slice(0, maxName)];
  }
  if (text.length > 2 * maxName) return [];
  const quote = text.indexOf(' "');
  const quotedSecond = quote === -1 ? null : quoted(text.slice(quote + 1));
  if (quotedSecond !== null) return [text.slice(0, quote), quotedSecond.name];
  const slash = text.indexOf("/");
  let second = -1;
  for (let at = text.indexOf(" ", slash); slash !== -1 && at !== -1; at = text.indexOf(" ", at + 1)) {
    if (second <= at) second = text.indexOf("/", at);
    if (second === -1) break;
    // Farther on, the first is longer and the second no longer: they are of one length here, or nowhere.
    if (at - slash < text.length - second) continue;
    const isSame = text.slice(slash, at) === text.slice(second);
    return isSame ? [text.slice(0, at), text.slice(at + 1)] : [];
  }
  return [];
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** The quoted name that a text begins with, and how long it is with its quotes. */
function quoted(text: string): { readonly name: string; readonly length: number } | null {
  if (!text.startsWith('"')) return null;
  let name = "";
  for (let at = 1; at < text.length && name.length < maxName; at++) {
    const character = text.charAt(at);
    if (character === '"') return { name, length: at + 1 };
    if (character !== "\\") {
      name += character;
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(text.slice(at + 1, at + 4))?.[0];
    const next = text.charAt(at + 1);
    name +=
      octal === undefined
        ? String.fromCharCode(escapes[next] ?? next.charCodeAt(0))
        : String.fromCharCode(Number.parseInt(octal, 8));
    at += octal === undefined ? 1 : 3;
  }
  return null;
}
