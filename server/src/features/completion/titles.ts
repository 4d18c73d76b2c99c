/** A subject without `Re:` and tags, in lower case: what versions of a patch have in common. */
export function titleOf(subject: string): string {
  return subject
    .slice(0, 500)
    .replace(/^(?:\s*(?:re:|\[[^\]]{0,100}\]))+\s*/i, "")
    .toLowerCase();
}

/** The version of `[PATCH v2 1/3] …`: 1 where none is given; null where the subject is no patch's, or a reply's. */
export function versionOf(subject: string): number | null {
  const tag = /^\s*\[([^\]]{0,100})\]/.exec(subject)?.[1];
  if (tag === undefined || !/\bpatch\b/i.test(tag)) return null;
  return Number(/\bv(\d{1,3})\b/i.exec(tag)?.[1] ?? 1);
}
