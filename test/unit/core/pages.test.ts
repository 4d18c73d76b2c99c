import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Message } from "../../../server/src/core/model.js";
import { LineKind } from "../../../server/src/core/model.js";
import { parse } from "../../../server/src/core/parse.js";
import { mendedHunk } from "../../../server/src/core/patch/mendedHunk.js";

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/mail/${name}`, import.meta.url), "utf8");

const only = (text: string): Message => {
  const message = parse(text).document.messages[0];
  if (!message) throw new Error("no message");
  return message;
};

describe("overview of a page", () => {
  const page = (rows: readonly string[], heading = "expand[flat|nested]  mbox.gz  Atom feed  top"): string =>
    `From: Bo Lindqvist <bo@example.com>\nTo: "Berg, Anna" <anna@example.org>\nSubject: Re: x\nDate: Mon, 9 Mar 2026 14:40:05 +0100	[thread overview]\nMessage-ID: <1@example.com> (raw)\n\nText.\n\n  reply	other threads:[~2026-03-09 13:41 UTC|newest]\n\nThread overview: ${rows.length}+ messages / ${heading}\n${rows.join("\n")}\n`;
  const sendersOf = (rows: readonly string[]) =>
    only(page(rows)).overview?.entries.map(({ subject, sender }) => [subject, sender]);

  it("finds where a name begins by names seen elsewhere", () => {
    expect(
      sendersOf([
        "2026-03-09  9:17 [PATCH 0/3] hwmon: Use GPIO Line Čeněk Dvořák",
        "2026-03-09  9:17 ` [PATCH 1/3] hwmon: Add BTF Čeněk Dvořák",
        "2026-03-09 10:17   ` Berg, Anna",
        "2026-03-09 13:40     ` Bo Lindqvist [this message]",
        "2026-03-09  9:17 ` [PATCH 2/3] hwmon: (frost) Read FROST Berg, Anna",
        "2026-03-09  9:17 ` [PATCH 3/3] hwmon: Use DMA bot+ci",
        "2026-03-10  9:17 ` hwmon: another idea of mine Bo Lindqvist",
        "2026-03-10 10:17   ` kernel test robot",
      ]),
    ).toEqual([
      ["[PATCH 0/3] hwmon: Use GPIO Line", "Čeněk Dvořák"],
      ["[PATCH 1/3] hwmon: Add BTF", "Čeněk Dvořák"],
      ["", "Berg, Anna"],
      ["", "Bo Lindqvist"],
      ["[PATCH 2/3] hwmon: (frost) Read FROST", "Berg, Anna"],
      ["[PATCH 3/3] hwmon: Use DMA", "bot+ci"],
      ["hwmon: another idea of mine", "Bo Lindqvist"],
      ["", "kernel test robot"],
    ]);
  });

  it("is a tree where blanks are there, and an order where they are not", () => {
    const rows = [
      "2026-03-09 19:17 [PATCH] x Anna Berg",
      "2026-03-09 20:17 ` Bo Lindqvist [this message]",
      "2026-03-09 21:17   ` Anna Berg",
    ];
    expect(only(page(rows)).overview).toMatchObject({ hasTree: true, announced: 3 });
    expect(only(page(rows)).overview?.entries.map(({ parent }) => parent)).toEqual([null, 0, 1]);
    // No hour is below ten: only the heading tells that blanks were lost.
    const collapsed = only(
      page(
        rows.map((row) => row.replace(/ {2,}/g, " ")),
        "expand[flat|nested] mbox.gz Atom feed top",
      ),
    ).overview;
    expect(collapsed?.hasTree).toBe(false);
    expect(collapsed?.entries.map(({ parent }) => parent)).toEqual([null, null, null]);
  });
});

describe("thread view", () => {
  const head = (subject: string, links: string, from: string, date: string): string =>
    `* ${subject}\n${links}\nFrom: ${from} @ ${date} UTC (permalink / raw)\n  To: linux-hwmon; +Cc: Bo Lindqvist\n\n`;
  const foot = "\n^ permalink raw reply\t[flat|nested] 4+ messages in thread\n\n";
  // A whole series and its answer within one minute, as git send-email sends it.
  const view =
    head(
      "[PATCH 0/2] hwmon: Two",
      "@ 2026-03-09  9:17 Anna Berg\n  2026-03-09  9:17 ` [PATCH 1/2] hwmon: One Anna Berg\n  2026-03-09  9:17 ` [PATCH 2/2] hwmon: Other Anna Berg\n  0 siblings, 2 replies; 4+ messages in thread",
      "Anna Berg",
      "2026-03-09  9:17",
    ) +
    `Cover.\n${foot}` +
    head(
      "[PATCH 1/2] hwmon: One",
      "  2026-03-09  9:17 [PATCH 0/2] hwmon: Two Anna Berg\n@ 2026-03-09  9:17 ` Anna Berg\n  2026-03-09  9:17 ` [PATCH 2/2] hwmon: Other Anna Berg\n  1 sibling, 0 replies; 4+ messages in thread",
      "Anna Berg",
      "2026-03-09  9:17",
    ) +
    `One.\n\n-- \n2.39.5\n${foot}` +
    head(
      "[PATCH 2/2] hwmon: Other",
      "  2026-03-09  9:17 [PATCH 0/2] hwmon: Two Anna Berg\n  2026-03-09  9:17 ` [PATCH 1/2] hwmon: One Anna Berg\n@ 2026-03-09  9:17 ` Anna Berg\n  2026-03-09  9:17   ` Bo Lindqvist\n  1 sibling, 1 reply; 4+ messages in thread",
      "Anna Berg",
      "2026-03-09  9:17",
    ) +
    `Other.\n${foot}` +
    head(
      "Re: [PATCH 2/2] hwmon: Other",
      "  2026-03-09  9:17 ` [PATCH 2/2] hwmon: Other Anna Berg\n@ 2026-03-09  9:17   ` Bo Lindqvist\n  0 siblings, 0 replies; 4+ messages in thread",
      "Bo Lindqvist",
      "2026-03-09  9:17",
    ) +
    `Fine.\n${foot}end of thread, other threads:[~2026-03-09  9:18 UTC | newest]\n\nThread overview: 4+ messages (download: mbox.gz follow: Atom feed\n`;

  it("tells messages of one minute apart", () => {
    const { messages } = parse(view).document;
    expect(messages.map(({ subject }) => subject)).toEqual([
      "[PATCH 0/2] hwmon: Two",
      "[PATCH 1/2] hwmon: One",
      "[PATCH 2/2] hwmon: Other",
      "Re: [PATCH 2/2] hwmon: Other",
    ]);
    expect(messages.at(-1)?.overview?.entries.map(({ parent }) => parent)).toEqual([null, 0, 0, 2]);
  });

  it("keeps what the page says out of the text", () => {
    const { messages, lines } = parse(view).document;
    expect(messages.map(({ signature }) => signature && lines.lineText(signature.endLine0 - 1))).toEqual([
      null,
      "2.39.5",
      null,
      null,
    ]);
    for (let line0 = 0; line0 < lines.count; line0++) {
      if (/^(?: {2}To: |\^ permalink)/.test(lines.lineText(line0)))
        expect(lines.kind(line0)).toBe(LineKind.pageBanner);
    }
  });

  it("is found below the list marks of a nested view and below the archive's banner", () => {
    const nested = `public inbox for linux-hwmon@example.org\n help / color / mirror / Atom feed\n${view.replace(/^\* /gm, "  • * ")}`;
    expect(parse(nested).document.messages.map(({ sender }) => sender?.name)).toEqual([
      "Anna Berg",
      "Anna Berg",
      "Anna Berg",
      "Bo Lindqvist",
    ]);
  });

  it("marks what a flattened message held, and takes prose about the command for nothing", () => {
    const flat = view.replace(
      /Other\.\n(?=\n\^)/,
      "Other. Run diff --git a b and see: diff --git a/x/y.c b/x/y.c index 1..2 --- a/x/y.c +++ b/x/y.c @@ -1 +1 @@ -a +b -------------- next part -------------- A non-text attachment was scrubbed... Name: x.png Type: image/png Size: 12 bytes Desc: not available URL: <https://example.org/x.png>\n",
    );
    const one = flat.replace(/(\* \[PATCH 2\/2\][^]*?)(?=\n\* Re:)/, (message: string) =>
      message.replace(/\s+/g, " "),
    );
    const { messages } = parse(one).document;
    expect(messages).toHaveLength(4);
    expect(messages[2]?.files).toEqual([]);
    expect(messages[2]?.diffMentions.map(({ path }) => path)).toEqual(["x/y.c"]);
    expect(messages[2]?.attachments).toMatchObject([
      {
        name: "x.png",
        contentType: "image/png",
        scrubbed: { sizeBytes: 12, url: "https://example.org/x.png" },
      },
    ]);
    expect(messages.at(-1)?.overview?.entries.map(({ parent }) => parent)).toEqual([null, 0, 0, 2]);
  });
});

describe("pipermail", () => {
  const text = fixture("pipermail-page.eml");

  it.each([
    ["as saved", text],
    ["with CRLF", text.replaceAll("\n", "\r\n")],
    ["with list marks", text.replace(/^ {4}(?=\S)/gm, "  • ")],
  ])("%s: message, parts, and the page around them", (_name, source) => {
    const { document, problems } = parse(source);
    const message = document.messages[0];
    expect(document.form).toBe("page");
    expect(problems).toEqual([]);
    expect(message).toMatchObject({
      subject: "[frost-devel] [PATCH 2/3] hwmon: (frost) Report the alarm of the second channel",
      sender: { name: "Anna Berg", address: "anna.berg@example.org" },
      date: Date.UTC(2026, 2, 9, 9, 17, 31),
    });
    expect(
      message?.attachments.map(({ name, contentType, scrubbed }) => [name, contentType, scrubbed?.sizeBytes]),
    ).toEqual([
      ["", "text/plain", undefined],
      ["board photo.jpg", "image/jpeg", 48213],
      ["", "text/html", null],
    ]);
    expect(message?.files.map(({ path, additions, deletions }) => [path, additions, deletions])).toEqual([
      ["drivers/hwmon/frost.c", 1, 1],
    ]);
    expect(message?.quotes).toHaveLength(1);
    const { lines } = document;
    for (let line0 = message?.attachments.at(-1)?.endLine0 ?? 0; line0 < lines.count; line0++)
      expect([LineKind.pageBanner, LineKind.blank]).toContain(lines.kind(line0));
  });

  it("is no page without its links, and a mail keeps what it says of pages", () => {
    expect(parse(text.replaceAll("Messages sorted by", "Sorted")).document.form).not.toBe("page");
    expect(
      parse(`From: a@example.org\nSubject: x\nDate: Mon, 9 Mar 2026 09:17:31 +0000\n\n${text}`).document.form,
    ).toBe("mail");
  });
});

describe("hunks of a saved page", () => {
  const whole = fixture("page.eml");
  /** The page as trimmed at each line's start by one blank: only context of hunks and the page's tail change. */
  const trimmed = whole.replace(/^ (?=\S|\t)/gm, "");

  it("are mended where only leading blanks were lost: the very text of the diff", () => {
    const sound = only(whole);
    const { document, problems } = parse(trimmed);
    const message = document.messages[0];
    const hunks = message?.files.flatMap((file) => file.hunks) ?? [];
    expect(hunks).toHaveLength(3);
    expect(problems.map(({ code }) => code)).toEqual(["corruptHunk", "corruptHunk", "corruptHunk"]);
    expect(problems[0]?.message).toMatch(
      /^Lost: the leading blanks of \d context lines \(@@ counts \d+ old and \d+ new lines, so many are here\)\. The page/,
    );
    // What differs comes first, and the advice once.
    for (const { message } of problems.slice(1))
      expect(message).toMatch(/^Lost: the leading blanks? of [^.]*\)\.$/);
    const { lines } = parse(whole).document;
    const original = sound.files.flatMap((file) => file.hunks);
    for (const [at, hunk] of hunks.entries()) {
      const mended = mendedHunk(document.lines, hunk);
      const { startLine0 = 0, endLine0 = 0 } = original[at] ?? {};
      const rows = Array.from({ length: endLine0 - startLine0 }, (_row, row) =>
        lines.lineText(startLine0 + row),
      );
      expect(mended?.text).toBe(`${rows.map((row) => (row === "" ? " " : row)).join("\n")}\n`);
      expect(mended?.note).toContain("leading blank again");
    }
    const file = message?.files[0];
    const diff = `diff --git a/${file?.path} b/${file?.path}\n--- a/${file?.path}\n+++ b/${file?.path}\n${hunks.map((hunk) => mendedHunk(document.lines, hunk)?.text ?? "").join("")}`;
    const git = spawnSync("git", ["apply", "--numstat", "-"], { input: diff, encoding: "utf8" });
    expect(git.stdout).toBe(`${file?.additions}\t${file?.deletions}\t${file?.path}\n`);
  });

  it("are not mended where lines are gone, or nothing is", () => {
    for (const hunk of only(whole).files.flatMap((file) => file.hunks))
      expect(mendedHunk(parse(whole).document.lines, hunk)).toBeNull();
    const gone = parse(trimmed.replace(/^ ?\n/gm, ""));
    const hunks = gone.document.messages[0]?.files.flatMap((file) => file.hunks) ?? [];
    expect(hunks).toHaveLength(3);
    for (const hunk of hunks.filter(({ missingLines }) => missingLines > 0))
      expect(mendedHunk(gone.document.lines, hunk)).toBeNull();
    expect(hunks.some(({ missingLines }) => missingLines > 0)).toBe(true);
  });

  it("do not swallow the text below a hunk that is cut", () => {
    const prose = Array.from({ length: 40 }, (_line, at) => `Sentence number ${at}, which is no code.`).join(
      "\n",
    );
    const cut = whole.replace(/-\t\t\t {3}HWMON_T_INPUT\),[^]*?\n(?=\n {2}reply)/, `${prose}\n`);
    const message = only(cut);
    const last = message.files.at(-1)?.hunks.at(-1);
    const { lines } = parse(cut).document;
    const first = Array.from({ length: lines.count }, (_line, at) => at).find((at) =>
      lines.lineText(at).startsWith("Sentence number 0"),
    );
    expect(last?.endLine0).toBeLessThanOrEqual(first ?? 0);
  });
});
