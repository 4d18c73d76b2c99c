import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SeriesReport } from "../../../server/src/cli/seriesReport.js";
import { createMailPile, printedThreads } from "../../../server/src/cli/threads.js";
import type { NodeReport } from "../../../server/src/cli/threadsReport.js";
import { lines } from "../threads/build.js";

interface Node extends NodeReport {
  readonly children: readonly Node[];
}

const day = (at: number): string => `Thu, ${String(at).padStart(2, "0")} Jan 2026 10:00:00 +0000`;
const people = { Anna: "Anna Berg <anna@example.org>", Bo: "Bo Lind <bo@example.org>" };

function mailText(
  id: string,
  from: keyof typeof people,
  subject: string,
  at: number,
  parent: string,
  body: string,
  to = "netdev@vger.kernel.org",
): string {
  const links =
    parent === "" ? "" : `In-Reply-To: <${parent}@example.org>\nReferences: <${parent}@example.org>\n`;
  return `From: ${people[from]}\nTo: ${to}\nDate: ${day(at)}\nSubject: ${subject}\nMessage-ID: <${id}@example.org>\n${links}\n${body}\n`;
}

const diff = (name: string): string => `Make it so.

Signed-off-by: Anna Berg <anna@example.org>
---
diff --git a/${name} b/${name}
index 1111111..2222222 100644
--- a/${name}
+++ b/${name}
@@ -1,2 +1,2 @@
 first
-second
+other
`;
const cover = mailText("c", "Anna", "[PATCH 0/2] Frost", 1, "", "All of it.");
const one = mailText("a", "Anna", "[PATCH 1/2] one", 2, "c", diff("one.c"));
const two = mailText("b", "Anna", "[PATCH 2/2] two", 3, "c", diff("two.c"));
const review = mailText(
  "r",
  "Bo",
  "Re: [PATCH 1/2] one",
  4,
  "a",
  `On Thu, Anna Berg wrote:
> @@ -1,2 +1,2 @@
>  first
> -second
> +other

Why other?

Reviewed-by: Bo Lind <bo@example.org>`,
);
const nod = mailText(
  "n",
  "Bo",
  "Re: [PATCH 0/2] Frost",
  5,
  "c",
  "> All of it.\n\nAcked-by: Carl Ek <carl@example.org>",
);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "patch-mail-cli-threads-"));
  const box = (...mails: string[]): string =>
    mails.map((mail) => `From x@example.org Thu Jan  1 10:00:00 2026\n${mail}\n`).join("");
  writeFileSync(join(folder, "series.mbox"), box(cover, one, two));
  writeFileSync(join(folder, "packed.mbox.gz"), gzipSync(box(review, cover.replace("netdev", "linux-ext4"))));
  for (const name of ["cur", "new", "tmp"]) mkdirSync(join(folder, "Maildir", name), { recursive: true });
  writeFileSync(join(folder, "Maildir/new/1700000000.1.host"), nod);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function printed(names: readonly string[], isJson: boolean, isSeries: boolean): Promise<string> {
  const pile = createMailPile(isSeries);
  for (const name of names) expect(await pile.add(join(folder, name))).toEqual([]);
  return [...printedThreads(pile, isJson, isSeries)].join("");
}

const all = ["series.mbox", "packed.mbox.gz", "Maildir"];

describe("patch-mail threads", () => {
  it("prints the forest of mboxes, gzip files and Maildirs together", async () => {
    const [root, ...others] = JSON.parse(await printed(all, true, false)) as Node[];
    expect(others).toEqual([]);
    expect(root).toMatchObject({
      messageId: "c@example.org",
      subject: "[PATCH 0/2] Frost",
      from: { name: "Anna Berg", address: "anna@example.org" },
      date: "2026-01-01T10:00:00.000Z",
      missing: false,
      lists: ["linux-ext4@vger.kernel.org", "netdev@vger.kernel.org"],
    });
    const [first, second, third] = root?.children ?? [];
    expect([first?.messageId, second?.messageId, third?.messageId]).toEqual(
      ["a", "b", "n"].map((id) => `${id}@example.org`),
    );
    expect(first?.children.map(({ messageId }) => messageId)).toEqual(["r@example.org"]);
  });

  it("marks what is missing", async () => {
    const [root] = JSON.parse(await printed(["Maildir"], true, false)) as Node[];
    expect(root).toMatchObject({
      messageId: "c@example.org",
      missing: true,
      from: null,
      date: null,
      lists: [],
    });
    expect(root?.children).toHaveLength(1);
  });

  it("prints a tree to read", async () => {
    expect(await printed(all, false, false)).toBe(
      `${lines(`
        [PATCH 0/2] Frost  (Anna Berg, 2026-01-01 10:00, linux-ext4@vger.kernel.org netdev@vger.kernel.org)
          1/2 one  (Anna Berg, 2026-01-02 10:00)
            Bo Lind  (2026-01-04 10:00)
          2/2 two  (Anna Berg, 2026-01-03 10:00)
          Bo Lind  (2026-01-05 10:00)`)}\n`,
    );
  });

  it("prints series with versions, trailers, results and state", async () => {
    const [series, ...others] = JSON.parse(await printed(all, true, true)) as SeriesReport[];
    expect(others).toEqual([]);
    expect(series).toEqual({
      subject: "Frost",
      author: { name: "Anna Berg", address: "anna@example.org" },
      versions: [
        {
          v: 1,
          resend: false,
          date: "2026-01-01T10:00:00.000Z",
          messageIds: { 0: "c@example.org", 1: "a@example.org", 2: "b@example.org" },
          missing: [],
          missingCount: 0,
          duplicates: [],
          partialOf: null,
          state: "reviewed",
          supersededBy: null,
        },
      ],
      trailers: {
        1: [
          {
            name: "Reviewed-by",
            who: "Bo Lind <bo@example.org>",
            from: "r@example.org",
            of: "patch",
            carriedFrom: null,
            otherAddress: false,
          },
          {
            name: "Acked-by",
            who: "Carl Ek <carl@example.org>",
            from: "n@example.org",
            of: "cover",
            carriedFrom: null,
            otherAddress: true,
          },
        ],
        2: [
          {
            name: "Acked-by",
            who: "Carl Ek <carl@example.org>",
            from: "n@example.org",
            of: "cover",
            carriedFrom: null,
            otherAddress: true,
          },
        ],
      },
      results: [],
      state: "reviewed",
      stateFrom: "n@example.org",
      openComments: 1,
    });
  });

  it("prints series to read", async () => {
    expect(await printed(all, false, true)).toBe(
      `${lines(`
        Frost  (Anna Berg): reviewed
          v1, 2026-01-01: 2 patches, cover letter, reviewed
          1. Reviewed-by: Bo Lind <bo@example.org>
          1. Acked-by: Carl Ek <carl@example.org>  (for the series, sent from another address)
          2. Acked-by: Carl Ek <carl@example.org>  (for the series, sent from another address)
          open comments: 1`)}\n`,
    );
  });

  it("prints a thread 20,000 deep, as JSON and to read", async () => {
    const mails = Array.from({ length: 20_000 }, (_, at) =>
      mailText(`d${at}`, "Bo", "Re: deep", 1, at === 0 ? "" : `d${at - 1}`, "x"),
    );
    const box = mails.map((mail) => `From x@example.org Thu Jan  1 10:00:00 2026\n${mail}\n`).join("");
    writeFileSync(join(folder, "deep.mbox"), box);
    const text = await printed(["deep.mbox"], true, false);
    expect(text.match(/"children":\[/g)).toHaveLength(20_000);
    expect((await printed(["deep.mbox"], false, false)).length).toBeLessThan(20_000 * 200);
  });
});
