import { describe, expect, it } from "vitest";
import { factsOfBytes } from "../../../server/src/mailboxes/factsOfBytes.js";
import { keepFacts, recallFacts } from "../../../server/src/mailboxes/knownFacts.js";
import type { MailboxCache } from "../../../server/src/mailboxes/mailboxCache.js";
import { mail } from "../threads/build.js";

const reply = `From: Bo Lind <bo@example.org>
Subject: Re: [PATCH] one
Message-ID: <r@example.org>

> @@ -1,2 +1,2 @@
>  first
> -second
> +other

Why other?
`;
const patch = `From: Anna Berg <anna@example.org>
Subject: [PATCH] one
Message-ID: <a@example.org>

---
diff --git a/one.c b/one.c
--- a/one.c
+++ b/one.c
@@ -1,2 +1,2 @@
 first
-second
+other
`;

describe("facts in the cache", () => {
  it.each([
    ["a patch", patch],
    ["a reply", reply],
  ])("of %s come back as they were, columns of numbers too", async (_, text) => {
    const facts = await factsOfBytes(Buffer.from(text));
    const message = mail("m");
    const kept = new Map<string, string>();
    const cache: MailboxCache = {
      load: (key) => Promise.resolve(kept.get(key) ?? null),
      save: (key, make) => void kept.set(key, make()),
      idle: () => Promise.resolve(),
    };
    const mark = { stamp: "1", ends: { size: 1, head: "a", tail: "b" } };
    keepFacts("file:///a", mark, [message], () => facts ?? undefined, cache);
    const rows = (await recallFacts("file:///a", cache))?.rows;
    expect([...(rows?.values() ?? [])].map((row) => row.facts)).toEqual([facts]);
  });
});
