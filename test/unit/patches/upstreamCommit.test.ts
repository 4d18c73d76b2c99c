import { describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { upstreamCommit } from "../../../server/src/patches/compare/upstreamCommit.js";

const hash = "0123456789abcdef0123456789abcdef01234567";

function found(log: string): string | null {
  const diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";
  const text = `From: Ann <ann@example.org>\nSubject: [PATCH 6.1] x\n\n${log}\n---\n x | 2 +-\n\n${diff}`;
  const { document } = parse(text);
  const [message] = document.messages;
  return message === undefined ? null : upstreamCommit(document, message);
}

describe("the upstream commit of a backport", () => {
  it.each([
    `commit ${hash} upstream.`,
    `[ Upstream commit ${hash} ]`,
    `[ upstream commit ${hash.toUpperCase()} ]`,
    `Upstream commit ${hash}.`,
    `It was wrong.\n\nSigned-off-by: Ann <ann@example.org>\n(cherry picked from commit ${hash})`,
    `(backported from commit ${hash})`,
  ])("is named by %j", (log) => {
    expect(found(`${log}\n\nMore words.`)).toBe(hash);
  });

  it.each([
    "As in commit 0123456789ab upstream folks wrote.",
    "commit xyz upstream.",
    "It reverts commit 0123456789ab.",
    `> commit ${hash} upstream.`,
  ])("is not named by %j", (log) => {
    expect(found(`${log}\n`)).toBeNull();
  });
});
