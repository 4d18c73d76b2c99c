/** `git`: `From <hash> Mon Sep 17 00:00:00 2001`; `archive`: `From mboxrd@z …`, `From git@z …`; `mail`: any other. */
export type SeparatorDialect = "git" | "archive" | "mail";

/** What kind of separator `[start, end)` is, or null where it is none: it needs a sender and a ctime-like date. */
export function separatorDialect(text: string, start: number, end: number): SeparatorDialect | null {
  if (!text.startsWith("From ", start) || end - start > 1000) return null;
  const line = text.slice(start + 5, end);
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})? Mon Sep 17 00:00:00 2001\s*$/.test(line)) return "git";
  // ctime: "Thu Jan  1 00:00:00 1970", sometimes with a zone, before or behind the year.
  if (
    !/ (?:\w{3},? )? *(?:\w{3} +\d{1,2}|\d{1,2} +\w{3}(?: \d{4})?),? +\d{1,2}:\d{2}(?::\d{2})?(?: [\w+-]{1,8}){0,3}\s*$/.test(
      line.slice(-70),
    )
  )
    return null;
  return /^(?:mboxrd@z|git@z) /.test(line) ? "archive" : "mail";
}

/** How `From ` lines of a text were kept apart from separators when it was written into a mailbox. */
export type FromEscape =
  /** One `>` stands before each `From `, `>From `, `>>From ` … (mboxrd, as public-inbox and b4 write it). */
  | "mboxrd"
  /** A `>` stands before `From ` alone (mboxo, mboxcl): a `>From ` of the text cannot be told from an escape. */
  | "mboxo"
  /** Nothing was changed (mboxcl2, git format-patch, files of one mail). */
  | "none";
