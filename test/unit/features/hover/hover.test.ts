import { describe, expect, it } from "vitest";
import type { CommitFacts } from "../../../../server/src/features/feature.js";
import { dateInZone, localDate } from "../../../../server/src/features/hover/words.js";
import { contextOf, documentOf, gitStub, hoverAt, readMail, summariesOf } from "./check.js";

const lf = readMail("series.mbox");
const forms: readonly (readonly [string, string])[] = [
  ["LF", lf],
  ["CRLF", lf.replaceAll("\n", "\r\n")],
];

const commit: CommitFacts = {
  hash: "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d",
  subject: "fork: Count threads",
  author: { name: "Bo Öst", address: "bo@example.com", date: 1_700_000_000_000, timeZone: "+0200" },
  committer: { name: "Ann", address: "ann@example.org", date: 1_700_100_000_000, timeZone: "-0730" },
  parents: ["0".repeat(40)],
  isPending: false,
  notes: [],
  trailers: [{ name: "Signed-off-by", value: "Bo Öst <bo@example.com>" }],
  firstTag: "v6.1-rc1",
  shortstat: { files: 1, insertions: 2, deletions: 0 },
  fixedBy: [
    { hash: "f".repeat(40), subject: "fork: Repair it", isRevert: false },
    { hash: "e".repeat(40), subject: "Revert it", isRevert: true },
  ],
};

describe.each(forms)("hover, %s", (_form, text) => {
  const document = documentOf(text);

  describe("commit hashes", () => {
    it.each([
      ["From 8d1e|2f3a", "8d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a"],
      ["Upstream commit |12345", "1234567890abcdef1234567890abcdef12345678"],
      ["Since commit 1a2b3c4d5e6|f", "1a2b3c4d5e6f"],
      ["v6.1-12-gab|cdef123456", "abcdef123456"],
      ["bare 9f8e|7d6c5b4a", "9f8e7d6c5b4a"],
      ["commits 1111|111a", "1111111a"],
      ["2222|222b", "2222222b"],
      ["linux/c/5f4e|3d2c1b0a", "5f4e3d2c1b0a"],
      ["Fixes: |1a2b3c4d5e6f", "1a2b3c4d5e6f"],
      ["see commit 1a2b|3c4d5e6f */", "1a2b3c4d5e6f"],
      ["base-commit: 0f1e|2d", "0f1e2d3c4b5a69788796a5b4c3d2e1f001122334"],
      ["> Fixes: 1a2b|3c4d5e6f", "1a2b3c4d5e6f"],
      ["The one of 9f8e7d6c5b4a|", "9f8e7d6c5b4a"],
    ])("%s", async (near, hash) => {
      const git = gitStub({ found: commit, repository: "/home/jane/linux" });
      const shown = await hoverAt(document, near, contextOf(git));
      expect(git.asked).toEqual([`commit ${hash}`]);
      expect(shown?.range).toBe(hash);
      expect(shown?.text).toContain("fork: Count threads");
    });

    it.each([
      "was 4294|967295",
      "0x1a2b|3c4d5e6f, and",
      "dead|beef is",
      "550e|8400-e29b",
      "4466|55440000",
      "extid=5f4e|3d2c1b0a5f4e3d2c",
      "RAX: 1a2b|3c4d5e6f7a8b",
      "RBX: ffff|888012345678",
      "0x1a2b3|c4d5e6f; /*",
      "/* 9f8e|7d6c5b4a */",
      "prerequisite-patch-id: 0011|2233",
      "threads-1a2b|3c4d5e6f",
      "<20240503120500.12|34-3-jane",
      "87abcdef|12.fsf",
      "index 9b25|5a89",
      "..d296|bb6d",
      "[<c063|3f08>]",
      "0000|1fe0: 0000",
      "4-1-g87ea|161@",
    ])("none: %s", async (near) => {
      const git = gitStub({ found: commit, repository: "/home/jane/linux" });
      await hoverAt(document, near, contextOf(git));
      expect(git.asked).toEqual([]);
    });

    it("says all that git knows", async () => {
      const git = gitStub({ found: commit, repository: "/home/jane/linux" });
      const shown = await hoverAt(document, "Fixes: |1a2b", contextOf(git));
      expect(shown?.text.split("\n")).toEqual([
        "1a2b3c4d5e6f fork: Count threads",
        "",
        "Author: Bo Öst <bo@example.com>, 2023-11-15 00:13 +0200",
        "Committer: Ann <ann@example.org>, 2023-11-15 18:30 -0730",
        "First in v6.1-rc1",
        "1 file changed, 2 insertions(+)",
        "",
        "- Fixed by ffffffffffff fork: Repair it",
        "- Reverted by eeeeeeeeeeee Revert it",
        "",
        "Signed-off-by: Bo Öst <bo@example.com>",
        "",
        "git.kernel.org: https://git.kernel.org/torvalds/c/1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d · Search the archive: https://lore.kernel.org/all/?q=%22fork%3A%20Count%20threads%22",
        "From /home/jane/linux",
      ]);
    });

    it("says that more comes", async () => {
      const { firstTag: _tag, fixedBy: _fixes, ...early } = commit;
      const git = gitStub({ found: { ...early, isPending: true }, repository: "/home/jane/linux" });
      const shown = await hoverAt(document, "Fixes: |1a2b", contextOf(git));
      expect(shown?.text).toContain("Tags and later fixes are still being looked up: hover again for more.");
    });

    it("offers links where there is no repository", async () => {
      const git = gitStub({ unavailable: "There is no git repository here." });
      const shown = await hoverAt(document, "Fixes: |1a2b", contextOf(git, { markdown: true }));
      expect(shown?.text).toContain("There is no git repository here.");
      expect(shown?.text).toContain("[git.kernel.org](https://git.kernel.org/torvalds/c/1a2b3c4d5e6f)");
      expect(shown?.text).toContain("(https://lore.kernel.org/all/?q=1a2b3c4d5e6f)");
    });

    it("lists candidates, and is silent about what only looked like a hash", async () => {
      const ambiguous = gitStub({
        ambiguous: ["1a2b3c4d5 commit 2024-05-03 - one", "1a2b3c4d6 commit 2024-05-03 - two"],
      });
      const shown = await hoverAt(document, "Fixes: |1a2b", contextOf(ambiguous));
      expect(shown?.text).toContain(
        "Several commits begin so:\n\n- 1a2b3c4d5 commit 2024-05-03 - one\n- 1a2b3c4d6",
      );
      const unknown = gitStub({ notFound: "/home/jane/linux has no commit 9f8e7d6c5b4a." });
      expect(await hoverAt(document, "bare 9f8e|7d6c5b4a", contextOf(unknown))).toBeNull();
      const named = await hoverAt(document, "Since commit |1a2b", contextOf(unknown));
      expect(named?.text).toContain("has no commit");
    });

    it("adds the quote level to a hash in a quote", async () => {
      const git = gitStub({ found: commit, repository: "/home/jane/linux" });
      const shown = await hoverAt(document, "> Fixes: 1a2b|3c4d5e6f", contextOf(git));
      expect(shown?.text).toMatch(/Quote level 1\nWritten by Jane Doe/);
    });
  });

  describe("everything else, with no word from git", () => {
    const quiet = contextOf(gitStub(), { mail: summariesOf(document) });
    const sent = localDate(Date.UTC(2024, 4, 3, 12, 5));
    it.each([
      [
        "index 1a2b|3c",
        "1a2b3c4d5e6f",
        /^Blob 1a2b3c4d5e6f\n\nPath: kernel\/fork\.c\nThe file before the patch\n\nIn the repository, 1234 bytes/,
      ],
      ["..6f5e|4d", "6f5e4d3c2b1a", /The file after the patch/],
      ["index 0000|00", "000000000000", /There is no blob: the patch adds tools\/run\.sh/],
      ["6f5e4d3c2b1a 100|644", "100644", /regular file, not executable/],
      ["new file mode 100|755", "100755", /executable file/],
      [
        "new file |mode",
        "new file mode 100755",
        /tools\/run\.sh\n\nNew file, 1 added, 0 removed in 1 hunk\n\nThe patch adds the file/,
      ],
      [
        "diff --git a/kernel/f|ork.c",
        undefined,
        /^kernel\/fork\.c\n\nModified, 2 added, 1 removed in 1 hunk$/,
      ],
      [
        "@@ -10,5 |+10,6 @@",
        "@@ -10,5 +10,6 @@ static int copy_process(void)",
        /^kernel\/fork\.c, hunk 1 of 1\n\nIn static int copy_process\(void\)\nOld: lines 10–14 \(5\)\nNew: lines 10–15 \(6\)\n2 added, 1 removed, 4 context$/,
      ],
      ["@@ -0,0 |+1 @@", "@@ -0,0 +1 @@", /Old: nothing\nNew: line 1 \(1\)/],
      ["kernel/fo|rk.c       |".replace(/\|$/, ""), "kernel/fork.c", /The diffstat says: 3 lines changed/],
      [".../miss|ing/file.c", ".../missing/file.c", /The diff below has no such file/],
      [
        " 3 files |changed",
        undefined,
        /It says: 3 files changed.*\n\nThe diff below has: 2 files changed, 3 insertions\(\+\), 1 deletion\(-\)/,
      ],
      ["Fix|es: 1a2b", 'Fixes: 1a2b3c4d5e6f ("fork: Count threads")', /^Fixes\n\nThe patch mends a bug/],
      [
        "Cc: sta|ble@vger",
        "Cc: stable@vger.kernel.org # 6.1+",
        /^Cc: stable\n\nThe patch goes into the stable kernels/,
      ],
      ["Reviewed-|by: Bo", "Reviewed-by: Bo Öst <bo@example.com>", /statement of oversight/],
      ["Assisted|-by", "Assisted-by: Tool:model-1 [linter]", /coding-assistants/],
      [
        "Clo|ses: https",
        "Closes: https://lore.kernel.org/all/20240501000000.99-1-max@example.com/",
        /^Closes/,
      ],
      [
        "lore.kernel.org/all/2024|0501",
        "https://lore.kernel.org/all/20240501000000.99-1-max@example.com/",
        /^Message-ID 20240501000000\.99-1-max@example\.com\n\nThis message is not in the mail that is open here\.\n\nOpen in the archive: https:\/\/lore\.kernel\.org\/all\/20240501000000\.99-1-max@example\.com\/$/,
      ],
      ["base-|commit", undefined, /The commit that the series is made on/],
      ["change|-id", undefined, /b4's name for the series/],
      [
        "T|o: Max",
        "To: Max Muster <max@example.com>, linux-foo@example.org",
        /2 recipients here, 4 recipients in To and Cc/,
      ],
      [
        "Sub|ject: [PATCH",
        "Subject: [PATCH v2 2/3] fork: Repair the counting of threads",
        /patch 2 of 3, version 2/,
      ],
    ])("%s", async (near, range, expected) => {
      const shown = await hoverAt(document, near, quiet);
      expect(shown?.text).toMatch(expected);
      if (range !== undefined) expect(shown?.range.replaceAll("\r", "")).toBe(range);
    });

    it("reads the date in local time", async () => {
      const shown = await hoverAt(document, "Da|te: Fri", quiet);
      expect(shown?.text).toContain(`${sent} here`);
    });

    it("finds a message by In-Reply-To", async () => {
      const shown = await hoverAt(document, "In-Reply-To: <20240503120500.1234-|3", quiet);
      expect(shown?.text.split("\n").slice(2, 6)).toEqual([
        "[PATCH v2 2/3] fork: Repair the counting of threads",
        "From: Jane Doe <jane@example.org>",
        `Date: ${sent}`,
        "In this file, line 2",
      ]);
      expect(shown?.range).toBe("20240503120500.1234-3-jane@example.org");
    });

    it("tells who wrote a quoted line", async () => {
      const deep = await hoverAt(document, "Who |counts", quiet);
      expect(deep).toEqual({
        text: expect.stringMatching(/^Quote level 2\nWritten by Bo Öst, .*2 May 2024/),
        range: "Who counts here?",
      });
      const shallow = await hoverAt(document, "> -	int |b;", quiet);
      expect(shallow?.text).toMatch(/^Quote level 1\nWritten by Jane Doe, .*3 May 2024/);
    });

    it("tells what is missing of a quoted hunk", async () => {
      const shown = await hoverAt(document, "> @@ -10,|5", quiet);
      expect(shown?.text).toMatch(/lines? that the header promises missing: trimmed by who quoted it/);
      expect(shown?.text).toContain("Quote level 1");
    });

    it("has nothing to say about prose, and does not throw anywhere", async () => {
      expect(await hoverAt(document, "the number |is wrong", quiet)).toBeNull();
      for (let at = 0; at < document.text.length; at += 3) {
        const near = document.model.lines.positionAt(at);
        expect(near.line).toBeGreaterThanOrEqual(0);
      }
    });
  });
});

describe("every place of the mail", () => {
  it("gives a hover whose range holds the pointer, or none", async () => {
    const document = documentOf(lf);
    const { hover } = await import("../../../../server/src/features/hover.js");
    const context = contextOf(gitStub({ found: commit, repository: "/x" }), {
      mail: summariesOf(document),
      markdown: true,
    });
    for (let offset = 0; offset <= lf.length; offset += 2) {
      const position = document.model.lines.positionAt(offset);
      const shown = await hover.handle(document, { textDocument: { uri: "" }, position }, context);
      if (!shown) continue;
      const { lines } = document.model;
      expect(shown.range).toBeDefined();
      if (!shown.range) continue;
      expect(lines.offsetAt(shown.range.start)).toBeLessThanOrEqual(offset);
      expect(lines.offsetAt(shown.range.end)).toBeGreaterThanOrEqual(offset);
    }
  });

  it.each(["", "\n", "\u0000".repeat(40), "From: x", "> > >", "index a..b 100644\n", "@@ -1 +1 @@"])(
    "small and damaged text: %j",
    async (text) => {
      const document = documentOf(text);
      const { hover } = await import("../../../../server/src/features/hover.js");
      for (let offset = 0; offset <= text.length; offset++) {
        const position = document.model.lines.positionAt(offset);
        await hover.handle(document, { textDocument: { uri: "" }, position }, contextOf(gitStub()));
      }
      expect(document.text).toBe(text);
    },
  );
});

it("nothing of a commit or a mail becomes Markdown, HTML or a command", async () => {
  const evil = "[x](command:a) <img src=x> ![i](https://e.example/p) `c` **b**\u202e";
  const git = gitStub({
    found: {
      ...commit,
      subject: evil,
      author: { ...commit.author, name: evil },
      firstTag: "v1_*x*",
      trailers: [{ name: "Link", value: evil }],
      fixedBy: [{ hash: "f".repeat(40), subject: evil, isRevert: false }],
    },
    repository: "/home/`jane`",
  });
  const document = documentOf(
    `From: a@example.org\nSubject: ${evil}\nMessage-ID: <1234567)](command:x)@e>\n\nFixes: 1a2b3c4d5e6f ("x")\n\nOn Monday, ${evil} wrote:\n> quoted ${evil}\n`,
  );
  const context = contextOf(git, { mail: summariesOf(document), markdown: true });
  for (const near of ["1a2b3c", "1234567)", "> quo|ted", "On Mon|day"]) {
    const shown = await hoverAt(document, near, context);
    if (!shown) throw new Error(`no hover at ${near}`);
    // Without escaped characters, code spans and our own links nothing of Markdown is left.
    const bare = shown.text
      .replace(/(`{1,9})(?!`).*?[^`]\1(?!`)/g, "")
      .replace(/\\[!-/:-@[-`{-~]/g, "")
      .replace(/\[(?:git\.kernel\.org|Search the archive|Open in the archive)\]\(https:[^()\s]*\)/g, "");
    expect(bare).not.toMatch(/[<[\]`]|\u202e/);
    expect(bare.replace(/\*\*[^*]*\*\*/g, "")).not.toContain("*");
  }
});

it("a hover is neither trusted nor HTML", async () => {
  const document = documentOf(lf);
  const { hover } = await import("../../../../server/src/features/hover.js");
  const position = document.model.lines.positionAt(lf.indexOf("Fixes:"));
  const shown = await hover.handle(
    document,
    { textDocument: { uri: "" }, position },
    contextOf(gitStub(), { markdown: true }),
  );
  expect(Object.keys(shown?.contents ?? {}).sort()).toEqual(["kind", "value"]);
});

it("dates keep the zone they were written in", () => {
  expect(dateInZone(0, "+0530")).toBe("1970-01-01 05:30 +0530");
  expect(dateInZone(0, "-0800")).toBe("1969-12-31 16:00 -0800");
  expect(dateInZone(0, "")).toBe("1970-01-01 00:00 +0000");
  expect(dateInZone(Number.NaN, "+0000")).toBe("no readable date");
});

it("names the archive once where the client shows so above the link itself", async () => {
  const document = documentOf(
    "From: a@example.org\nMessage-ID: <1@example.org>\n\nLink: https://lore.kernel.org/r/2@example.org/\n",
  );
  const context = contextOf(gitStub());
  const shown = { ...context, options: { ...context.options, linkTooltips: true } };
  expect((await hoverAt(document, "<1@|example", context))?.text).toContain("Open in the archive");
  expect((await hoverAt(document, "<1@|example", shown))?.text).not.toContain("Open in the archive");
  // A URL is no link of ours.
  expect((await hoverAt(document, "kernel.org/r/|2", shown))?.text).toContain("Open in the archive");
});
