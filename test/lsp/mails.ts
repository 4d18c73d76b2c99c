/** Mails of the protocol tests; written for them. */

/** A sound patch by Ada with one file and one hunk. */
export const soundPatch = `From 5d41402abc4b2a76b9719d911017c592aaaaaaaa Mon Sep 17 00:00:00 2001
From: Ada Frost <ada@example.org>
Date: Tue, 3 Mar 2026 10:15:00 +0000
Subject: [PATCH] hwmon: frost: Round to the nearest degree
Message-ID: <20260303101500.1-1-ada@example.org>
To: linux-hwmon@example.org

Temperatures were cut, not rounded.

Fixes: 0123456789ab ("hwmon: frost: Add driver")
Signed-off-by: Ada Frost <ada@example.org>
---
 drivers/hwmon/frost.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/drivers/hwmon/frost.c b/drivers/hwmon/frost.c
index 1111111111aa..2222222222bb 100644
--- a/drivers/hwmon/frost.c
+++ b/drivers/hwmon/frost.c
@@ -10,7 +10,7 @@ static int frost_read(struct device *dev)
 	int raw = frost_raw(dev);
 
 	/* one unit is 0.1 degrees */
-	return raw / 10;
+	return (raw + 5) / 10;
 }
 
 static int frost_probe(struct device *dev)
-- 
2.43.0

`;

/** 0-based line of the hunk header in \`soundPatch\`. */
export const hunkHeaderLine = soundPatch.split("\n").findIndex((line) => line.startsWith("@@"));

/** The same with a context line missing: `git am` refuses it. */
export const corruptPatch = soundPatch.replace(" \t/* one unit is 0.1 degrees */\n", "");

/** A reply with two levels of quotes. */
export const reply = `From: Bo Berg <bo@example.com>
Date: Wed, 4 Mar 2026 08:00:00 +0100
Subject: Re: [PATCH] hwmon: frost: Round to the nearest degree
Message-ID: <bo.1@example.com>
In-Reply-To: <20260303101500.1-1-ada@example.org>

On Tue, 3 Mar 2026, Ada Frost wrote:
> On Mon, 2 Mar 2026, Cy Dahl wrote:
> > Why does it read 20 at 20.9 degrees?
> > It has always done so.
>
> Temperatures were cut, not rounded.
> This rounds them.

Below zero this rounds to the wrong side.

Bo
`;

/** A patch with about that many lines. */
export function longPatch(lines: number): string {
  const head = soundPatch.slice(0, soundPatch.indexOf("diff --git"));
  const rows: string[] = [];
  for (let start = 1; rows.length < lines; start += 20) {
    rows.push(`@@ -${start},6 +${start},7 @@ int value_${start}(void)`);
    rows.push(" {", " \tint a;", " ", "+\tint b;", " \ta = 1;", " \treturn a;", " }");
  }
  return `${head}diff --git a/lib/long.c b/lib/long.c\nindex 1111111..2222222 100644\n--- a/lib/long.c\n+++ b/lib/long.c\n${rows.join("\n")}\n`;
}
