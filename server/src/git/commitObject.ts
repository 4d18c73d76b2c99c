import type { PersonAndDate } from "../features/feature.js";
import { type CommitTrailer, commitTrailers } from "./commitTrailers.js";

/** A commit object, read from its raw bytes. */
export interface CommitObject {
  readonly parents: readonly string[];
  readonly author: PersonAndDate;
  readonly committer: PersonAndDate;
  /** The first paragraph as one line, as `git log --format=%s` prints it. */
  readonly subject: string;
  readonly message: string;
  readonly trailers: readonly CommitTrailer[];
}

const nobody: PersonAndDate = { name: "", address: "", date: 0, timeZone: "+0000" };

/**
 * Reads a raw commit object (git-cat-file(1)). The `encoding` header is honoured as far as the platform knows the
 * charset; without one the text is UTF-8, and what is not UTF-8 is read as Latin-1. Never throws.
 */
export function parseCommitObject(raw: Uint8Array): CommitObject {
  const headerEnd = endOfHeader(raw);
  // Header names and hashes are ASCII; names in `author` are in the commit's encoding, hence the second look.
  const encoding = /^encoding ([^\n]{1,64})$/m.exec(latin1(raw.subarray(0, headerEnd)))?.[1] ?? null;
  const header = decode(raw.subarray(0, headerEnd), encoding);
  const message = decode(raw.subarray(Math.min(raw.length, headerEnd + 1)), encoding);
  const parents: string[] = [];
  let author = nobody;
  let committer = nobody;
  for (const line of header.split("\n")) {
    if (line.startsWith("parent ")) parents.push(line.slice(7));
    else if (line.startsWith("author ")) author = parsePerson(line.slice(7));
    else if (line.startsWith("committer ")) committer = parsePerson(line.slice(10));
  }
  return {
    parents,
    author,
    committer,
    subject: subjectOf(message),
    message,
    trailers: commitTrailers(message),
  };
}

/** `Name <address> 1700000000 +0200`; what is missing stays empty. */
function parsePerson(text: string): PersonAndDate {
  const open = text.indexOf("<");
  const close = text.lastIndexOf(">");
  if (open === -1 || close < open) return { ...nobody, name: text.trim() };
  const [seconds = "", timeZone = ""] = text
    .slice(close + 1)
    .trim()
    .split(" ");
  const date = /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1000 : 0;
  return {
    name: text.slice(0, open).trim(),
    address: text.slice(open + 1, close),
    date,
    timeZone: /^[+-]\d{4}$/.test(timeZone) ? timeZone : "+0000",
  };
}

function subjectOf(message: string): string {
  const words: string[] = [];
  for (const line of message.split("\n")) {
    const trimmed = line.trim();
    if (trimmed !== "") words.push(trimmed);
    else if (words.length > 0) break;
  }
  return words.join(" ");
}

/** Offset of the empty line's newline, which ends the header; the length where there is none. */
function endOfHeader(raw: Uint8Array): number {
  for (let at = raw.indexOf(10); at !== -1; at = raw.indexOf(10, at + 1)) {
    if (raw[at + 1] === 10) return at + 1;
  }
  return raw.length;
}

function decode(bytes: Uint8Array, encoding: string | null): string {
  if (encoding !== null) {
    try {
      return new TextDecoder(encoding).decode(bytes);
    } catch {
      // A charset that the platform does not know: as if none was named.
    }
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return latin1(bytes);
  }
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
