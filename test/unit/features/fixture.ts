import { parse } from "../../../server/src/core/parse.js";
import type {
  FeatureContext,
  FeatureOptions,
  GitFacts,
  LocalTree,
  MailLookup,
  ParsedDocument,
} from "../../../server/src/features/feature.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";

export const options: FeatureOptions = {
  foldingRangeLimit: null,
  lineFoldingOnly: true,
  hoverMarkdown: true,
  archiveUrl: "https://lore.kernel.org/all/",
  hierarchicalSymbols: true,
  hunkTokens: "lines",
  lineNumbers: "off",
  codeLens: "hunks",
  commands: true,
};

export const noGit: GitFacts = {
  commit: async () => ({ unavailable: "There is no repository." }),
  blob: async () => ({ unavailable: "There is no repository." }),
  user: async () => null,
};

export const noTree: LocalTree = { find: async () => null };

export const noMail: MailLookup = { byMessageId: () => [], thread: () => [] };

export const context: FeatureContext = {
  options,
  git: noGit,
  mail: noMail,
  tree: noTree,
  token: { isCancellationRequested: false },
};

export function parsed(text: string, uri = "file:///mail/a.eml"): ParsedDocument {
  const { document, problems } = parse(text);
  return { uri, version: 1, languageId: "patch-mail", text, model: document, problems };
}

/** 0-based line of the first line that holds `words`; throws where none does, so that a fixture cannot rot. */
export function lineOf(document: ParsedDocument, words: string, nth = 1): number {
  let seen = 0;
  for (let line0 = 0; line0 < document.model.lines.count; line0++) {
    if (document.model.lines.lineText(line0).includes(words) && ++seen === nth) return line0;
  }
  throw new Error(`the fixture has no line ${nth} with: ${words}`);
}

/** Offset of the first `words`. */
export function offsetOf(document: ParsedDocument, words: string): number {
  const offset = document.text.indexOf(words);
  if (offset === -1) throw new Error(`the fixture does not hold: ${words}`);
  return offset;
}

/** The three ways in which each fixture is run: as written, with CRLF, with text beyond the Basic Multilingual Plane. */
export const variants: readonly { readonly name: string; readonly of: (text: string) => string }[] = [
  { name: "LF", of: (text) => text },
  { name: "CRLF", of: (text) => text.replaceAll("\n", "\r\n") },
  { name: "astral", of: (text) => text.replaceAll("Ada", "𝔸𝕕𝕒").replaceAll("widget", "🧩idget") },
];

export function mailOf(...summaries: readonly Partial<MessageSummary>[]): MailLookup {
  const all = summaries.map(
    (summary, index): MessageSummary => ({
      uri: `file:///mail/other-${index}.eml`,
      index: 0,
      line0: 0,
      messageId: `none-${index}`,
      isSynthetic: false,
      inReplyTo: [],
      references: [],
      subject: "",
      fromName: "",
      fromAddress: "",
      date: null,
      ...summary,
    }),
  );
  return { byMessageId: (id) => all.filter((one) => one.messageId === id), thread: () => all };
}

/** A series mail of one patch, as git-format-patch writes it. */
export const patchMail = `From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001
From: Ada Example <ada@example.org>
Date: Tue, 4 Mar 2025 10:11:12 +0100
Subject: [PATCH v2 1/2] widget: keep the count
Message-ID: <20250304101112.1234-2-ada@example.org>
In-Reply-To: <20250304101112.1234-1-ada@example.org>
To: linux-widget@example.org
Cc: Ben Example <ben@example.com>,
 Cleo Example <cleo@example.com>,
 Dan Example <dan@example.com>

The count is lost when:
 - a bullet begins with a dash
 + and another with a plus
This was broken by commit 89abcdef0123 ("widget: count"), see
drivers/widget/core.c and <20250101120000.77-1-ben@example.com>.

Fixes: 89abcdef0123 ("widget: count")
Signed-off-by: Ada Example <ada@example.org>
---
v2: nothing new

 drivers/widget/core.c | 4 ++--
 drivers/widget/old.c  | 1 -
 2 files changed, 2 insertions(+), 3 deletions(-)

diff --git a/drivers/widget/core.c b/drivers/widget/core.c
index 1111111111aa..2222222222bb 100644
--- a/drivers/widget/core.c
+++ b/drivers/widget/core.c
@@ -1,3 +1,3 @@ static int widget_first(void)
 int a;
-int b;
+int c;
 int d;
@@ -10,3 +10,3 @@ static int widget_second(void)
 int e;
-int f;
+int g;
 int h;
diff --git a/drivers/widget/old.c b/drivers/widget/old.c
index 3333333333cc..4444444444dd 100644
--- a/drivers/widget/old.c
+++ b/drivers/widget/old.c
@@ -1,2 +1 @@
 int i;
-int j;
-- 
2.39.2

`;

/** A reply with quotes three deep, two attributions and comments inside a quoted diff. */
export const replyMail = `From: Ben Example <ben@example.com>
To: Ada Example <ada@example.org>
Subject: Re: [PATCH v2 1/2] widget: keep the count
Date: Wed, 5 Mar 2025 09:00:00 +0100
Message-ID: <20250305090000.55-1-ben@example.com>
In-Reply-To: <20250304101112.1234-2-ada@example.org>
References: <20250304101112.1234-1-ada@example.org>
 <20250304101112.1234-2-ada@example.org>

On Tue, Mar 04, 2025 at 10:11:12AM +0100, Ada Example wrote:
> On Mon, Mar 03, 2025 at 08:00:00AM +0100, Cleo Example wrote:
> > Does it hold?
> > On Sun, Mar 02, 2025 at 08:00:00AM +0100, Dan Example wrote:
> > > It does not.
> > > Really.
> > Hm.
> It does now:
> - a bullet begins with a dash
> diff --git a/drivers/widget/core.c b/drivers/widget/core.c
> --- a/drivers/widget/core.c
> +++ b/drivers/widget/core.c
> @@ -1,3 +1,3 @@ static int widget_first(void)
>  int a;
> -int b;

Why this one?

> +int c;
>  int d;
> @@ -10,3 +10,3 @@ static int widget_second(void)
>  int e;
> -int f;
> +int g;
>  int h;

And this, with commit 89abcdef0123 in mind?

-- 
Ben
from example.com
`;

/** Semantic tokens, their places counted from the beginning of the document. */
export function placedTokens(
  data: readonly number[],
): { readonly line0: number; readonly column: number; readonly length: number; readonly type: number }[] {
  let line0 = 0;
  let column = 0;
  const found: { line0: number; column: number; length: number; type: number }[] = [];
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0] = data.slice(at, at + 5);
    line0 += down;
    column = down === 0 ? column + right : right;
    found.push({ line0, column, length, type });
  }
  return found;
}
