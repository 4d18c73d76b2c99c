import type { MailDocument, Message } from "../../core/model.js";

/** Lines of a log that are looked at; people write such a line at its beginning or among the trailers. */
const maxLines = 2000;
const longestLine = 200;

const patterns: readonly RegExp[] = [
  // Documentation/process/stable-kernel-rules.rst, "Option 3".
  /^commit ([0-9a-f]{7,64}) upstream\b/i,
  /^\[ ?upstream commit:? ([0-9a-f]{7,64}) ?\]/i,
  /^upstream commit:? ([0-9a-f]{7,64})\b/i,
  // git-cherry-pick(1), -x; Ubuntu says "backported".
  /^\((?:cherry[- ]picked|backported) from (?:commit )?([0-9a-f]{7,64})\b/i,
];

/** The upstream commit that a backport names in its log, as written in lower case; null where it names none. */
export function upstreamCommit({ lines }: MailDocument, { commitLog }: Message): string | null {
  if (commitLog === null) return null;
  const end0 = Math.min(commitLog.endLine0, commitLog.startLine0 + maxLines);
  for (let line0 = commitLog.startLine0; line0 < end0; line0++) {
    const text = lines.lineText(line0).slice(0, longestLine).trim();
    for (const pattern of patterns) {
      const hash = pattern.exec(text)?.[1];
      if (hash !== undefined) return hash.toLowerCase();
    }
  }
  return null;
}
