/** Paths in patches, before they are used for anything: a patch is mail, and mail is hostile. */

/** Names that Windows gives to devices, with any extension. */
const windowsDevice = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
/** `.git` as file systems fold it: HFS+ ignores some characters, NTFS has short names and drops ends (git's `fsck.c`). */
const gitDirectory = /^(?:\.git|git~[0-9]+)[ .]*(?:$|:)/i;
const maxLength = 4096;

/**
 * Why a path out of a patch (without `a/`, `b/`, its quoting undone) must not be used for a file of a repository: a
 * plain phrase, e.g. "is absolute"; null where it may. `isWindows`: the files are on Windows, where `aux.c` is a device (the
 * kernel has files of that name). Symbolic links are looked at when the file is (`LocalTree`).
 */
export function pathProblem(path: string, isWindows = false): string | null {
  if (path === "") return "is empty";
  if (path.length > maxLength) return "is too long";
  if (hasControl(path)) return "holds control characters";
  if (/^[/\\]/.test(path)) return "is absolute";
  if (/^[A-Za-z]:/.test(path)) return "begins with a drive";
  for (const part of path.split(/[/\\]/)) {
    if (part === "..") return "leads out of the repository";
    if (part === "" || part === ".") return "has an empty part";
    if (gitDirectory.test(withoutIgnored(part))) return "leads into .git";
    if (isWindows && windowsDevice.test(part)) return "is a device on Windows";
  }
  return null;
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** Without the characters that HFS+ ignores when it compares names (git's `utf8.c`, `next_hfs_char`). */
function withoutIgnored(part: string): string {
  return part.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "");
}
