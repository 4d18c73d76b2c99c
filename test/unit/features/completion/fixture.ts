import type { CompletionItem } from "vscode-languageserver-protocol";
import { TextDocument } from "vscode-languageserver-textdocument";
import { completion } from "../../../../server/src/features/completion.js";
import type { FeatureContext, FeatureOptions } from "../../../../server/src/features/feature.js";
import type { Known, KnownCommit, WritingHelp } from "../../../../server/src/features/writing.js";
import type { MaintainersEntry } from "../../../../server/src/threads/maintainers.js";
import { context, options, parsed } from "../fixture.js";

/** Where the cursor stands in a fixture. */
export const CURSOR = "‸";

export interface Completed {
  readonly items: readonly CompletionItem[];
  readonly isIncomplete: boolean;
  readonly labels: readonly string[];
  /** The text with one item taken. */
  taken(label: string): string;
}

export interface Given {
  readonly options?: Partial<FeatureOptions>;
  readonly context?: Partial<FeatureContext>;
  readonly uri?: string;
}

/** What is offered at the cursor; null: nothing, and nothing more comes. */
export async function completed(marked: string, given: Given = {}): Promise<Completed | null> {
  const offset = marked.indexOf(CURSOR);
  if (offset === -1) throw new Error("the fixture has no cursor");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const document = parsed(text, given.uri);
  const plain = TextDocument.create(document.uri, "patch-mail", 1, text);
  const position = plain.positionAt(offset);
  const answer = await completion.handle(
    document,
    { textDocument: { uri: document.uri }, position },
    { ...context, options: { ...options, commands: false, ...given.options }, ...given.context },
  );
  // What the lines alone tell must not hide what there is.
  if (answer !== null && completion.isIdle?.(document, { textDocument: { uri: document.uri }, position }))
    throw new Error("a place with completions is called idle");
  if (answer === null) return null;
  const { items, isIncomplete } = answer;
  return {
    items,
    isIncomplete,
    labels: items.map(({ label }) => label),
    taken(label) {
      const item = items.find((one) => one.label === label);
      const edit = item?.textEdit;
      if (edit === undefined || !("range" in edit)) throw new Error(`no item ${label} among ${items.length}`);
      return TextDocument.applyEdits(plain, [edit, ...(item?.additionalTextEdits ?? [])]);
    },
  };
}

/** The line that the cursor was in, once an item is taken. */
export async function takenLine(marked: string, label: string, given: Given = {}): Promise<string> {
  const answer = await completed(marked, given);
  if (answer === null) throw new Error("nothing is offered");
  const line0 = marked.slice(0, marked.indexOf(CURSOR)).split("\n").length - 1;
  return answer.taken(label).split("\n")[line0] ?? "";
}

export const commit = (hash: string, subject: string, author = "Ben Example"): KnownCommit => ({
  hash: hash.padEnd(40, "0"),
  shortHash: hash.padEnd(12, "0").slice(0, 12),
  subject,
  authorName: author,
  authorAddress: `${author.split(" ")[0]?.toLowerCase() ?? "a"}@example.com`,
  committerName: "Cleo Example",
  committerAddress: "cleo@example.com",
});

export interface HelpOptions {
  readonly commits?: readonly KnownCommit[];
  readonly user?: { readonly name: string; readonly address: string };
  readonly maintainers?: readonly Partial<MaintainersEntry>[];
  /** Paths and prefixes that were asked for. */
  readonly asked?: string[];
  readonly isWhole?: boolean;
}

/** A repository that knows what the test says. */
export function help({
  commits = [],
  user,
  maintainers = [],
  asked = [],
  isWhole = true,
}: HelpOptions): WritingHelp {
  const known = <Item>(items: readonly Item[]): Promise<Known<Item>> => Promise.resolve({ items, isWhole });
  return {
    user: () => known(user === undefined ? [] : [user]),
    recentCommits(_uri, paths) {
      asked.push(...paths);
      return known(paths.length === 0 ? [] : commits);
    },
    commitsByPrefix(_uri, prefix) {
      asked.push(prefix);
      return known(commits.filter(({ hash }) => hash.startsWith(prefix)));
    },
    maintainers: () =>
      known(
        maintainers.map((entry) => ({
          title: "WIDGETS",
          maintainers: [],
          reviewers: [],
          lists: [],
          trees: [],
          status: [],
          ...entry,
        })),
      ),
  };
}

/** A draft as git format-patch writes it, with the cursor where the pieces say. */
export function draft(
  parts: {
    readonly subject?: string;
    readonly header?: string;
    readonly log?: string;
    readonly below?: string;
  } = {},
): string {
  const {
    subject = "[PATCH] widget: keep the count",
    header = "",
    log = "The count is lost.\n\nSigned-off-by: Ada Example <ada@example.org>",
    below = "",
  } = parts;
  return `From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001
From: Ada Example <ada@example.org>
Date: Tue, 4 Mar 2025 10:11:12 +0100
Subject: ${subject}
${header}
${log}
---
${below} drivers/widget/core.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/drivers/widget/core.c b/drivers/widget/core.c
index 1111111111aa..2222222222bb 100644
--- a/drivers/widget/core.c
+++ b/drivers/widget/core.c
@@ -1,3 +1,3 @@ static int widget_first(void)
 int a;
-int b;
+int c;
 int d;
-- 
2.39.2

`;
}
