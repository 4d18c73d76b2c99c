import { parse } from "../../../server/src/core/parse.js";
import type { FactsSource } from "../../../server/src/lsp/seriesService.js";
import { factsOfBytes } from "../../../server/src/mailboxes/factsOfBytes.js";
import type { MailIndex } from "../../../server/src/mailboxes/mailIndex.js";
import { mailFileOf } from "../../../server/src/mailboxes/summary.js";
import type { MessageFacts } from "../../../server/src/threads/facts.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import { mailText } from "../mailboxes/mails.js";

const diff = (path: string, line: string): string => `---
 ${path} | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/${path} b/${path}
index 1111111..2222222 100644
--- a/${path}
+++ b/${path}
@@ -1,3 +1,3 @@
 one
-two
+${line}
 three
-- 
2.39.5
`;

const at = (day: number, minute: number): string =>
  `Mon, ${String(day).padStart(2, "0")} Mar 2026 10:${String(minute).padStart(2, "0")}:00 +0000`;

const anna = "Anna Berg <anna@example.org>";
const bo = "Bo Lee <bo@example.com>";

/** A series of three patches in two versions; of the second one patch is missing. The mails by their ids. */
export const seriesMail: Readonly<Record<string, string>> = {
  "v1-0@x": mailText({
    From: anna,
    To: "me@example.org",
    Subject: "[PATCH 0/1] frost: Cold places",
    Date: at(2, 1),
    "Message-ID": "<v1-0@x>",
  }),
  "v1-1@x": mailText(
    {
      From: anna,
      To: "me@example.org",
      Subject: "[PATCH 1/1] frost: Fix zero",
      Date: at(2, 2),
      "Message-ID": "<v1-1@x>",
      "In-Reply-To": "<v1-0@x>",
    },
    `Zero is no degree.\n\nSigned-off-by: ${anna}\n${diff("drivers/hwmon/frost.c", "cold")}`,
  ),
  "v2-0@x": mailText({
    From: anna,
    To: "list@example.org",
    Subject: "[PATCH net-next v2 0/3] frost: Cold places",
    Date: at(9, 1),
    "Message-ID": "<v2-0@x>",
  }),
  "v2-1@x": mailText(
    {
      From: anna,
      To: "list@example.org",
      Subject: "[PATCH net-next v2 1/3] frost: Fix zero",
      Date: at(9, 2),
      "Message-ID": "<v2-1@x>",
      "In-Reply-To": "<v2-0@x>",
    },
    `Zero is no degree.\n\nSigned-off-by: ${anna}\n${diff("drivers/hwmon/frost.c", "colder")}`,
  ),
  "v2-2@x": mailText(
    {
      From: anna,
      To: "list@example.org",
      Subject: "[PATCH net-next v2 2/3] frost: Document the driver",
      Date: at(9, 3),
      "Message-ID": "<v2-2@x>",
      "In-Reply-To": "<v2-0@x>",
    },
    `Write it down.\n\nSigned-off-by: ${anna}\n${diff("mine/frost.rst", "words")}`,
  ),
  "review@x": mailText(
    {
      From: bo,
      To: anna,
      Subject: "Re: [PATCH net-next v2 1/3] frost: Fix zero",
      Date: at(10, 1),
      "Message-ID": "<review@x>",
      "In-Reply-To": "<v2-1@x>",
    },
    `Reviewed-by: ${bo}\n\nOn Mon, Anna Berg wrote:\n> @@ -1,3 +1,3 @@\n>  one\n> -two\n> +colder\n\nHow cold is that?\n`,
  ),
  "robot@x": mailText(
    {
      From: "kernel test robot <lkp@intel.com>",
      To: anna,
      Subject: "Re: [PATCH net-next v2 2/3] frost: Document the driver",
      Date: at(10, 2),
      "Message-ID": "<robot@x>",
      "In-Reply-To": "<v2-2@x>",
    },
    "Hi Anna,\n\nkernel test robot noticed the following build errors:\n\n>> frost.rst:2: error: no words\n",
  ),
};

export const seriesUri = "file:///series.mbox";

/** Puts the mails into an index, as one mbox. */
export function putMail(mail: MailIndex, mails: Readonly<Record<string, string>> = seriesMail): void {
  const text = Object.values(mails)
    .map((one) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${one}\n`)
    .join("");
  mail.setFile(seriesUri, mailFileOf(seriesUri, parse(text).document));
}

/** What the bodies of the series tell; not known before `tell`. */
export async function seriesFacts(): Promise<FactsSource & { tell(): void }> {
  const facts = new Map<string, MessageFacts>();
  for (const [id, one] of Object.entries(seriesMail)) {
    const own = await factsOfBytes(new TextEncoder().encode(one));
    if (own !== null) facts.set(id, own);
  }
  const listeners: (() => void)[] = [];
  let isTold = false;
  return {
    factsOf: ({ messageId }: MessageSummary) => (isTold ? facts.get(messageId) : undefined),
    wanted: () => undefined,
    listen(listener) {
      listeners.push(listener);
      return () => undefined;
    },
    tell() {
      isTold = true;
      for (const listener of listeners) listener();
    },
  };
}
