import { beforeAll, describe, expect, it } from "vitest";
import type { IGrammar } from "vscode-textmate";
import { describeLine, loadGrammar, tokenize } from "./tokenize.js";

let grammar: IGrammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

/** Colours of the first line of `text` that is, or else holds, `needle`. */
function line(text: string, needle: string): string[] {
  const lines = tokenize(grammar, text);
  const contents = text.split("\n");
  const same = contents.indexOf(needle);
  const at = same >= 0 ? same : contents.findIndex((content) => content.includes(needle));
  const tokens = lines[at];
  if (tokens === undefined) throw new Error(`no line holds ${needle}`);
  return describeLine(tokens);
}

const hunk = `diff --git a/lamp.c b/lamp.c
index 0123456789ab..ba9876543210 100644
--- a/lamp.c
+++ b/lamp.c
@@ -1,3 +1,3 @@ int lamp(void)
 int a;
-int b;
+int c;
 int d;
`;

/** Each trap: a text, a part of the line in question, and what that line's colours must be. */
const traps: readonly { name: string; text: string; at: string; want: readonly string[] }[] = [
  {
    name: "a bullet of a commit log is no deletion",
    text: "Subject: x\n\nWhy:\n\n- it is wrong\n",
    at: "- it is wrong",
    want: [],
  },
  { name: "a plus bullet is no addition", text: "Subject: x\n\n+ more\n", at: "+ more", want: [] },
  {
    name: "a quoted bullet is no deletion",
    text: "> Why:\n>\n> - it is wrong\n",
    at: "- it is wrong",
    want: ["> : comment.block.quote.level-1", "- it is wrong : comment.block.quote.level-1"],
  },
  {
    name: "a bullet of the writer below a quoted hunk is no deletion",
    text: `${hunk.replace(/^/gm, "> ").replace(/> $/, "")}\n- it is wrong\n`,
    at: "- it is wrong",
    want: [],
  },
  {
    name: "the cut line is no file header",
    text: `Signed-off-by: A <a@example.org>\n---\n lamp.c | 2 +-\n\n${hunk}`,
    at: "---",
    want: ["--- : keyword.control.cut-line"],
  },
  {
    name: "the signature behind the last hunk is no deletion",
    text: `${hunk}-- \n2.51.0\n`,
    at: "-- ",
    want: ["-- : comment.block.signature"],
  },
  {
    name: "and its text belongs to it",
    text: `${hunk}-- \n2.51.0\n`,
    at: "2.51.0",
    want: ["2.51.0 : comment.block.signature"],
  },
  {
    name: "prose that begins like a file header is prose",
    text: "Subject: x\n\n--- see below\n+++ was wrong\n",
    at: "--- see",
    want: [],
  },
  {
    name: "prose that begins like a hunk header is prose",
    text: "Subject: x\n\n@@ see @@\n",
    at: "@@ see",
    want: [],
  },
  {
    name: "prose that begins with diff is prose",
    text: "Subject: x\n\ndiff is a tool\n",
    at: "diff is",
    want: [],
  },
  {
    name: "a deleted SQL comment in a git diff is no file header",
    text: "diff --git a/q.sql b/q.sql\n--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1 @@\n--- comment/of a query\n select\n",
    at: "--- comment",
    want: ["- : markup.deleted.diff", "-- comment/of a query : markup.deleted.diff"],
  },
  {
    name: "diff --git wrapped by the sender's editor",
    text: "> diff --git a/drivers/lamp.c\n> b/drivers/lamp.c\n> --- a/drivers/lamp.c\n> +++ b/drivers/lamp.c\n",
    at: "> b/drivers",
    want: ["> : comment.block.quote.level-1", "b/drivers/lamp.c : variable.other.path"],
  },
  {
    name: "a robot's warning is no quote",
    text: "All warnings:\n\n>> drivers/lamp.c:7:2: warning: unused\n",
    at: ">> drivers",
    want: [">> drivers/lamp.c:7:2: warning: unused : string.regexp.report"],
  },
  {
    name: "the marked row of a robot's listing is no quote",
    text: "vim +7 lamp.c\n\n  > 2158\tint lamp(void)\n",
    at: "2158",
    want: ["> 2158\tint lamp(void) : string.regexp.report"],
  },
  {
    name: "and neither where the page lost its blanks",
    text: "vim +7 lamp.c\n> 2158\tint lamp(void)\n",
    at: "2158",
    want: ["> 2158\tint lamp(void) : string.regexp.report"],
  },
  {
    name: "| Reported-by: is a trailer to copy, no quote",
    text: "kindly add following tags\n| Reported-by: robot <robot@example.com>\n",
    at: "| Reported-by",
    want: [
      "| : string.regexp.report",
      "Reported-by : keyword.control.trailer-name",
      "robot <robot@example.com> : string.unquoted.trailer-value",
    ],
  },
  {
    name: ">From is mbox escaping, no quote",
    text: "Subject: x\n\n>From the data sheet\n",
    at: ">From",
    want: [],
  },
  {
    name: "a bar is a quote only under an attribution",
    text: "A table:\n| a | b |\n| 1 | 2 |\n",
    at: "| a |",
    want: [],
  },
  {
    name: "under an attribution it is",
    text: "Zoë <zoe@example.com> wrote:\n| first\n| second\n",
    at: "| second",
    want: ["| : comment.block.quote.level-1", "second : comment.block.quote.level-1"],
  },
  {
    name: "a remark behind a trailer's person is a remark",
    text: "Acked-by: Zoë <zoe@example.com> (Documentation)\n",
    at: "Acked-by",
    want: [
      "Acked-by : keyword.control.trailer-name",
      "Zoë <zoe@example.com> : entity.name.type.person",
      "(Documentation) : string.unquoted.trailer-value",
    ],
  },
  {
    name: "Note: in a commit log is no trailer",
    text: "Subject: x\n\nNote: this is prose.\n",
    at: "Note:",
    want: [],
  },
  {
    name: "the thread links below a last hunk are no context",
    text: `${hunk}\n  reply\tother threads:[~2026-03-09 13:41 UTC|newest]\n`,
    at: "other threads",
    want: ["reply\tother threads:[~2026-03-09 13:41 UTC|newest] : comment.block.page"],
  },
  {
    name: "an open comment ends with its line",
    text: hunk.replace("-int b;", "-\t/* open").replace("+int c;", "+int c;"),
    at: "+int c;",
    want: [
      "+ : markup.inserted.diff",
      "int : markup.inserted.diff storage.type.c",
      "c; : markup.inserted.diff",
    ],
  },
  {
    name: "an open string ends with its line",
    text: hunk.replace(" int a;", ' char *s = "open'),
    at: "-int b;",
    want: ["- : markup.deleted.diff", "int : markup.deleted.diff storage.type.c", "b; : markup.deleted.diff"],
  },
  {
    name: "a mailbox's next message ends a hunk that was cut short",
    text: `${hunk.split("\n").slice(0, 6).join("\n")}\nFrom a@example.org Mon Mar  9 13:40:05 2026\nSubject: y\n`,
    at: "From a@",
    want: ["From a@example.org Mon Mar  9 13:40:05 2026 : keyword.control.separator"],
  },
  {
    name: "no C in a file of another language",
    text: hunk.replaceAll("lamp.c", "lamp.rst"),
    at: "+int c;",
    want: ["+ : markup.inserted.diff", "int c; : markup.inserted.diff"],
  },
  {
    name: "a bracket whose partner stands outside of the hunk is no error",
    text: hunk.replace(" int d;", " }"),
    at: " }",
    want: [],
  },
  {
    name: "the next file of a plain diff, without a line of git between them",
    text: "--- a/x/lamp.c\n+++ b/x/lamp.c\n@@ -1 +1 @@\n-int a;\n+int b;\n--- a/x/lamp.rst\n+++ b/x/lamp.rst\n@@ -1 +1 @@\n-int d;\n+int e;\n",
    at: "--- a/x/lamp.rst",
    want: ["--- : keyword.other.diff-meta", "a/x/lamp.rst : variable.other.path"],
  },
  {
    name: "the middle of a block comment",
    text: hunk.replace("-int b;", "-\t * with an 'apostrophe"),
    at: "apostrophe",
    want: ["- : markup.deleted.diff", "* with an 'apostrophe : markup.deleted.diff comment.block.c"],
  },
];

describe("traps that other tools fell into", () => {
  it.each(traps)("$name", ({ text, at, want }) => {
    expect(line(text, at)).toEqual(want);
  });

  it("b4's second --- behind the last hunk is a cut line", () => {
    const text = `${hunk}\n---\nbase-commit: 4d20602059bb057cc3150200c62d2794b2080ac5\n`;
    const lines = tokenize(grammar, text).map(describeLine);
    expect(lines[text.split("\n").indexOf("---")]).toEqual(["--- : keyword.control.cut-line"]);
    expect(lines.at(-2)).toEqual([
      "base-commit : keyword.other.diff-meta",
      "4d20602059bb057cc3150200c62d2794b2080ac5 : constant.numeric.hash",
    ]);
  });

  it("tight and spaced quote styles keep the diff's own column", () => {
    for (const prefix of [">", "> ", ">> ", "> > ", ">>>>>", "> >> > "]) {
      const text = hunk.trimEnd().replace(/^/gm, prefix);
      const removed = tokenize(grammar, text)[6]?.filter((token) =>
        token.scopes.includes("markup.deleted.diff"),
      );
      expect(removed?.map((token) => token.text).join(""), prefix).toBe("-int b;");
      const context = tokenize(grammar, text)[5]?.filter((token) => token.scopes.includes("storage.type.c"));
      expect(
        context?.map((token) => token.text),
        prefix,
      ).toEqual(["int"]);
    }
  });

  it("each of ten levels has the colour of its own level, and the seventh that of the first", () => {
    for (let depth = 1; depth <= 10; depth++) {
      const tokens = tokenize(grammar, `${"> ".repeat(depth)}words`)[0] ?? [];
      const text = tokens.find((token) => token.text === "words");
      expect(text?.scopes.join(" ")).toContain(`quote.level-${((depth - 1) % 6) + 1}.`);
    }
  });
});
