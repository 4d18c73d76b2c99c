import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../../server/src/diagnostics/diagnose.js";
import { codeDescription } from "../../../server/src/diagnostics/documentation.js";
import { NOTICES } from "../../../server/src/diagnostics/notices.js";
import { DIFF, diagnoseText, LOG, mail, parsed, SEPARATOR, summary } from "./support.js";

const BROKEN = mail({ diff: DIFF.replace("-33,7", "-33,9") });
const OWN = ["Anna.Berg@example.org"];

describe("levels", () => {
  it("come from the setting", () => {
    const level = (value: unknown): string[] =>
      summary(diagnoseText(BROKEN, { levels: { "patch.corrupt-hunk": value } })).map(
        (line) => line.split(" ", 1)[0] ?? "",
      );
    expect(level("warning")).toEqual(["warning"]);
    expect(level("hint")).toEqual(["hint"]);
    expect(level("off")).toEqual([]);
    expect(level("loud")).toEqual(["error"]);
    expect(level(7)).toEqual(["error"]);
  });

  it("pass over what is no rule, and what every object has", () => {
    expect(summary(diagnoseText(BROKEN, { levels: { "no.rule": "off" } }))).toHaveLength(1);
    expect(
      summary(diagnoseText(BROKEN, { levels: JSON.parse('{"__proto__": {"patch.corrupt-hunk": "off"}}') })),
    ).toHaveLength(1);
  });

  it("never rise above the rule's own for a finding that is told softly", () => {
    const reply = mail({ subject: "Re: x", date: "yesterday", diff: "", diffstat: "" });
    expect(summary(diagnoseText(reply, { levels: { "mail.bad-date": "error" } }))).toEqual([
      "hint mail.bad-date 2",
    ]);
  });
});

describe("a diagnostic", () => {
  it("has what LSP wants, and stays within its line", () => {
    for (const text of [BROKEN, BROKEN.replaceAll("\n", "\r\n")]) {
      const [one] = diagnoseText(text, { documentationUrl: "https://example.org/diagnostics.md" });
      expect(one).toMatchObject({
        severity: 1,
        code: "patch.corrupt-hunk",
        source: "patch-mail",
        codeDescription: { href: "https://example.org/diagnostics.md#patchcorrupt-hunk" },
        data: { rule: "patch.corrupt-hunk", messageIndex: 0, state: "received" },
      });
      expect(one?.range.end.line).toBe(one?.range.start.line);
      expect(one?.range.end.character).toBeGreaterThan(one?.range.start.character ?? 0);
    }
  });

  it("links to the line of its rule in a file of the docs", () => {
    const [one] = diagnoseText(BROKEN, { documentationUrl: "file:///ext/docs/diagnostics.md" });
    const line = Number(
      /^file:\/\/\/ext\/docs\/diagnostics\.md#L(\d+)$/.exec(one?.codeDescription?.href ?? "")?.[1],
    );
    const docs = readFileSync(new URL("../../../docs/diagnostics.md", import.meta.url), "utf8");
    expect(docs.split("\n")[line - 1]).toBe("## patch.corrupt-hunk");
    expect(diagnoseText(BROKEN)[0]).not.toHaveProperty("codeDescription");
  });

  it("comes in document order, and one tells of those left out", () => {
    const text = Array.from({ length: 8 }, () => SEPARATOR + BROKEN).join("");
    const all = diagnoseText(text);
    expect(all).toHaveLength(8);
    expect(all.map((one) => one.range.start.line)).toEqual(
      all.map((one) => one.range.start.line).toSorted((a, b) => a - b),
    );
    const few = diagnoseText(text, { limit: 3 });
    expect(few).toHaveLength(4);
    expect(few[3]?.message).toBe("5 more findings of this file are not shown.");
  });

  it("is not made once nobody waits for it", () => {
    expect(diagnoseText(BROKEN, { token: { isCancellationRequested: true } })).toEqual([]);
  });

  it("of a series takes other mail of the thread into account", () => {
    const text =
      mail({
        separator: "From mboxrd@z Thu Jan  1 00:00:00 1970\n",
        subject: "[PATCH 1/3] hwmon: a",
        headers: "Message-ID: <1@example.org>\n",
      }) +
      mail({
        separator: "From mboxrd@z Thu Jan  1 00:00:00 1970\n",
        subject: "[PATCH 3/3] hwmon: c",
        headers: "Message-ID: <3@example.org>\nIn-Reply-To: <1@example.org>\n",
      });
    const second = {
      uri: "file:///other.eml",
      index: 0,
      line0: 0,
      messageId: "2@example.org",
      isSynthetic: false,
      inReplyTo: [],
      references: [],
      subject: "[PATCH 2/3] b",
      fromName: "Anna Berg",
      fromAddress: "anna.berg@example.org",
      date: null,
    };
    expect(summary(diagnoseText(text))).toEqual(["hint series.missing-patch 4"]);
    expect(diagnoseText(text)[0]?.message).toContain("patch 2 of 3 is not at hand");
    expect(summary(diagnoseText(text, { thread: (id) => (id === "1@example.org" ? [second] : []) }))).toEqual(
      [],
    );
    expect(
      summary(diagnoseText(text, { thread: () => [{ ...second, subject: "Re: [PATCH 2/3] b" }] })),
    ).toHaveLength(1);
  });
});

describe("bad input", () => {
  it.each([
    ["nothing", ""],
    ["NUL bytes", "\0".repeat(500)],
    ["one long line", "a".repeat(1_000_000)],
    ["a header without end", "Subject: x\n".repeat(1000)],
    ["ten thousand quote levels", `${">".repeat(10_000)} x\n`],
    ["a diff cut in the middle", BROKEN.slice(0, BROKEN.indexOf("sign_extend"))],
    ["a lone CR", BROKEN.replaceAll("\n", "\r")],
    ["hunk headers alone", "@@ -1 +1 @@\n".repeat(2000)],
    ["hunk headers without numbers", "diff --git a/x b/x\n@@ -\n".repeat(500)],
    ["huge counts", mail({ diff: DIFF.replace("-33,7", "-33,99999999999999999999") })],
    ["a Fixes without end", mail({ log: `x\n\nFixes: ${"(".repeat(50_000)}\n${LOG}` })],
    ["a series of many", mail({ subject: "[PATCH 1/9999999999] x" })],
  ])("%s gives no crash", (_name, text) => {
    expect(Array.isArray(diagnoseText(text))).toBe(true);
  });
});

describe("a draft", () => {
  it("makes the log and trailer rules warnings", () => {
    const text = mail({ separator: SEPARATOR, log: "The log.\n" });
    expect(summary(diagnoseText(text))).toEqual(["information trailer.missing-signoff 6"]);
    expect(summary(diagnoseText(text, { userAddresses: OWN }))).toEqual([
      "warning trailer.missing-signoff 6",
    ]);
  });
});

describe("the mail fixtures", () => {
  const fixture = (name: string): string[] =>
    summary(diagnoseText(readFileSync(new URL(`../../fixtures/mail/${name}`, import.meta.url), "utf8")));

  it.each([
    "stable-review.eml",
    "b4-relay.eml",
    "b4-single.eml",
    "assisted-by.eml",
    "tip-bot.eml",
    "robot-report.eml",
    "pull-request.eml",
    "commit-log-bullets.eml",
    "attachments.eml",
    "crlf.eml",
    "nul.eml",
    "quotes.eml",
    "dumps.eml",
    "multi.mbox",
    "series.mbox",
    "plain.patch",
    "plain-unified.patch",
    "quilt.patch",
    "git-show.patch",
    "sql-and-binary.patch",
    "unterminated.patch",
    "header-only.eml",
    "empty.eml",
    "no-extension-maildir",
    "no-extension-format-patch",
  ])("%s is sound", (name) => {
    expect(fixture(name)).toEqual([]);
  });

  it("stable-upstream.eml: the author of the in-body From below the preamble has not signed off", () => {
    expect(fixture("stable-upstream.eml")).toEqual(["hint trailer.author-signoff-missing 25"]);
  });

  it("flowed.eml: a sketch in a reply, wrapped and stuffed as format=flowed asks, which git undoes", () => {
    expect(fixture("flowed.eml")).toEqual([]);
  });

  it("latin1.eml: the log is recoded by git, the patch is not", () => {
    expect(fixture("latin1.eml")).toEqual(["warning mail.invalid-utf8 35"]);
  });

  it("scissors.eml: what git am --scissors would drop", () => {
    expect(fixture("scissors.eml")).toEqual(["information mail.scissors 12"]);
  });

  it("combined.patch: a merge's diff, which no git applies", () => {
    expect(fixture("combined.patch")).toEqual([]);
  });
});

describe("codes that no rule gives", () => {
  it.each(NOTICES.map(({ code }) => code))("%s links to the line of its heading", (code) => {
    const { codeDescription: link } = codeDescription("file:///docs/diagnostics.md", code);
    const line = Number(/#L(\d+)$/.exec(link?.href ?? "")?.[1]);
    const docs = readFileSync(new URL("../../../docs/diagnostics.md", import.meta.url), "utf8");
    expect(docs.split("\n")[line - 1]).toMatch(new RegExp(`^#+ .*${code.replaceAll(".", "\\.")}`));
  });
});

describe("encoded messages, with a client that shows them decoded", () => {
  const encoded = mail({
    date: "someday",
    headers: "Content-Type: text/plain; charset=ISO-8859-1\nContent-Transfer-Encoding: 8bit\n",
    // As an editor reads bytes that are no UTF-8.
    log: "Gr\ufffd\ufffde\n\nFixes: 1234 (x)\n",
  });
  const seen = (text: string, uri = "file:///mail.eml"): string[] =>
    summary(diagnose({ ...parsed(text), uri }, { hasDecodedViews: true }));

  it("problems of the body stand in the decoded view; those of the header stay, and one finding tells", () => {
    expect(diagnoseText(encoded).map(({ code }) => code)).toContain("trailer.missing-signoff");
    expect(seen(encoded)).toEqual(["error mail.bad-date 2", "information mail.encoded-body 5"]);
    expect(seen(encoded, 'patch-mail:/message/x.eml?{"uri":"x"}')).toContain(
      "information mail.encoded-body 5",
    );
  });

  it("one finding for a mailbox; what can be read keeps its problems", () => {
    const readable = mail({ separator: SEPARATOR, log: "No sign-off.\n" });
    const mailbox = SEPARATOR + encoded + readable + SEPARATOR + encoded;
    const found = diagnose(parsed(mailbox), { hasDecodedViews: true });
    expect(found.filter(({ code }) => code === "mail.encoded-body").map(({ message }) => message)).toEqual([
      expect.stringContaining("(iso-8859-1)"),
    ]);
    expect(found.find(({ code }) => code === "mail.encoded-body")?.message).toMatch(/one more of this file/);
    expect(found.filter(({ code }) => code === "trailer.missing-signoff")).toHaveLength(1);
  });

  it.each([
    ["a decoded view", 'patch-mail:/decoded/x.eml?{"uri":"x"}'],
    ["an untitled text, which has no decoded view", "untitled:x"],
    ["one side of a diff", "git:/x.eml"],
  ])("%s keeps all problems", (_name, uri) => {
    // An untitled document is a draft.
    const plain = diagnoseText(encoded, { mailIs: uri.startsWith("untitled:") ? "draft" : "received" });
    expect(seen(encoded, uri)).toEqual(summary(plain));
  });

  it("plain text has no such finding", () => {
    expect(seen(mail({ log: "No sign-off.\n" }))).toEqual(["information trailer.missing-signoff 5"]);
  });
});

describe("a patch that is attached", () => {
  const attached = (words: string, patch: string): string[] =>
    summary(
      diagnoseText(
        `From: Anna Berg <anna.berg@example.org>\nSubject: [PATCH] a fix\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n${words}\n--b\nContent-Type: text/x-patch; name=a.patch\nContent-Disposition: attachment\n\n${patch}\n--b--\n`,
      ),
    );

  it("has its own log or none: the words beside it are none", () => {
    expect(attached("Please see the patch.", DIFF)).toEqual([]);
    expect(attached("Please see the patch.", `Subject: a fix\n\nWords.\n\n---\n${DIFF}`)).toEqual([]);
  });

  it("as git format-patch --attach writes it has the log in the text", () => {
    expect(attached("Words.\n---\n x | 1 +\n", DIFF).map((line) => line.split(" ")[1])).toContain(
      "trailer.missing-signoff",
    );
  });

  it("in the decoded view, too", () => {
    const view = `From: Anna Berg <anna.berg@example.org>\nSubject: [PATCH] a fix\n\nsee\n\n[-- Attachment #2: 0001-x.patch --]\n[-- Type: application/octet-stream, Size: 9 bytes --]\n\n${DIFF}`;
    expect(summary(diagnoseText(view))).toEqual([]);
  });
});
