import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { archiveLink, shellWord } from "../../../server/src/features/archiveLinks.js";
import { copyInfoAt } from "../../../server/src/features/copyInfo.js";
import type { CommitFacts, GitAnswer, GitFacts } from "../../../server/src/features/feature.js";
import { context, noGit, offsetOf, parsed, patchMail } from "./fixture.js";

const person = { name: "Ben Example", address: "ben@example.com", date: 0, timeZone: "+0000" };

function gitWith(answer: GitAnswer<CommitFacts>): GitFacts {
  return { ...noGit, commit: async () => answer };
}

function gitOf(subject: string): GitFacts {
  const hash = "89abcdef0123456789abcdef0123456789abcdef";
  const found: CommitFacts = {
    ...{ hash, subject, author: person, committer: person, parents: [], trailers: [] },
    ...{ isPending: false, notes: [] },
  };
  return gitWith({ found, repository: "/src/linux" });
}

describe("copy", () => {
  const document = parsed(patchMail);
  const onHash = offsetOf(document, "commit 89abcdef0123") + 10;

  it("gives what names the message", async () => {
    expect(await copyInfoAt(document, 0, context)).toMatchObject({
      messageId: "20250304101112.1234-2-ada@example.org",
      loreUrl: "https://lore.kernel.org/all/20250304101112.1234-2-ada@example.org/",
      b4Am: "b4 am 20250304101112.1234-2-ada@example.org",
      b4Shazam: "b4 shazam 20250304101112.1234-2-ada@example.org",
    });
  });

  it("gives Fixes line and reference for the hash under the cursor", async () => {
    expect(await copyInfoAt(document, onHash, { ...context, git: gitOf("widget: count") })).toMatchObject({
      hash: "89abcdef0123",
      fixesLine: 'Fixes: 89abcdef0123 ("widget: count")',
      commitReference: 'commit 89abcdef0123 ("widget: count")',
    });
  });

  it("lets no control character of a commit's subject through", async () => {
    const info = await copyInfoAt(document, onHash, { ...context, git: gitOf("a\nrm -rf \u202ex") });
    expect(info.fixesLine).toBe('Fixes: 89abcdef0123 ("a rm -rf  x")');
  });

  it.each<[GitAnswer<CommitFacts>, string]>([
    [{ unavailable: "There is no repository." }, "There is no repository."],
    [{ notFound: "/src/linux has no commit 89abcdef0123." }, "/src/linux has no commit 89abcdef0123."],
    [
      { ambiguous: ["89abcdef01231 commit 2025-03-04 - a\u202eb", "89abcdef01232 commit 2025-03-05 - c"] },
      "89abcdef0123 is the beginning of several commits, write more digits: 89abcdef01231 commit 2025-03-04 - a b; 89abcdef01232 commit 2025-03-05 - c",
    ],
    [
      { ambiguous: ["1", "2", "3", "4"] },
      "89abcdef0123 is the beginning of several commits, write more digits: 1; 2; 3; …",
    ],
  ])("says why not: %j", async (answer, reason) => {
    const info = await copyInfoAt(document, onHash, { ...context, git: gitWith(answer) });
    expect(info).toMatchObject({ fixesLine: null, commitReference: null, reasons: { fixesLine: reason } });
    expect(info.hash).toBe("89abcdef0123");
  });

  it("asks git nothing where there is no hash", async () => {
    const git: GitFacts = { ...noGit, commit: () => Promise.reject(new Error("asked")) };
    const info = await copyInfoAt(document, offsetOf(document, "The count"), { ...context, git });
    expect(info.reasons.fixesLine).toBe("There is no commit hash under the cursor.");
  });

  it.each([
    ["From: a@example.org\nSubject: x\n\ntext\n", "This message has no Message-ID."],
    [
      "From: a@example.org\nMessage-ID: <a\u202eb@example.org>\n\ntext\n",
      "The Message-ID holds characters that no Message-ID may hold.",
    ],
  ])("says why there is no Message-ID", async (text, reason) => {
    const info = await copyInfoAt(parsed(text), 0, context);
    expect(info).toMatchObject({ messageId: null, b4Am: null, reasons: { messageId: reason, b4Am: reason } });
  });

  it("refuses to put a hostile id on a command line", async () => {
    const info = await copyInfoAt(
      parsed("Message-ID: <a';reboot;'@example.org>\nFrom: a@example.org\n\nx\n"),
      0,
      context,
    );
    expect(info.b4Am).toBeNull();
    expect(info.reasons.b4Am).toContain("shell");
    expect(info.loreUrl).toBe("https://lore.kernel.org/all/a%27%3Breboot%3B%27@example.org/");
  });
});

describe("git send-email", () => {
  const command = async (text: string): Promise<string | null | undefined> => {
    const info = await copyInfoAt(parsed(text), 0, context);
    return info.gitSendEmail ?? info.reasons.gitSendEmail;
  };
  const header = (lines: string): string => `Message-ID: <1@example.org>\n${lines}Subject: x\n\ntext\n`;

  it("is made of the header: to whom it came from, everybody else in copy, each once", async () => {
    expect(await command(patchMail)).toBe(
      "git send-email --in-reply-to=20250304101112.1234-2-ada@example.org --to=ada@example.org --cc=linux-widget@example.org --cc=ben@example.com --cc=cleo@example.com --cc=dan@example.com /path/to/YOUR_REPLY",
    );
    expect(
      await command(
        header(
          "From: Ada <ada@example.org>\nReply-To: list@example.org\nTo: List <LIST@example.org>, ben at example.com (Ben)\nCc: Cleo <cleo at example.com>, undisclosed recipients\n",
        ),
      ),
    ).toBe(
      "git send-email --in-reply-to=1@example.org --to=list@example.org --cc=ben@example.com --cc=cleo@example.com /path/to/YOUR_REPLY",
    );
  });

  it("is what an archive page says, with its quotes undone and set anew", async () => {
    const page = readFileSync(new URL("../../fixtures/mail/page.eml", import.meta.url), "utf8");
    expect(await command(page)).toBe(
      "git send-email --in-reply-to=aa8xZ2Q1bG9uZw@lindqvist.example.com --to=bo@example.com --cc=anna.berg@example.org --cc=linux-hwmon@example.org /path/to/YOUR_REPLY",
    );
    const odd = page.replace("--cc=anna.berg@example.org", "--cc='anna#berg@example.org'");
    expect(await command(odd)).toContain(" --cc='anna#berg@example.org' ");
    // Instructions of another mail are not this one's.
    const other = page.replace("--in-reply-to=aa8x", "--in-reply-to=other");
    expect(await command(other)).toContain("--in-reply-to=aa8xZ2Q1bG9uZw@lindqvist.example.com --to=bo@");
  });

  it.each([
    [header("From: <a';reboot;'@example.org>\n"), "An address of this message holds characters"],
    [header("From: <--suppress-cc=all@example.org>\n"), "An address of this message holds characters"],
    [header('From: <"a b"@example.org>\n'), "An address of this message holds characters"],
    [header("From: nobody\n"), "names no address"],
    ["Message-ID: <$(reboot)@example.org>\nFrom: a@example.org\n\nx\n", "The Message-ID holds characters"],
    ["From: a@example.org\nSubject: x\n\nx\n", "no Message-ID"],
  ])("is refused where a shell could be misled: %j", async (text, reason) => {
    expect(await command(text)).toContain(reason);
  });
});

describe("shell words", () => {
  it.each<[string, string | null]>([
    ["20250304.1-a@example.org", "20250304.1-a@example.org"],
    ["CAF+x=y_z@mail.example.com", "CAF+x=y_z@mail.example.com"],
    ["000001$abc$@example.com", "'000001$abc$@example.com'"],
    ["--output=/etc/x@example.com", null],
    ["a'b@example.com", null],
    ["a`b`@example.com", null],
    ["a b@example.com", null],
    ["a\nb@example.com", null],
    ["a\\b@example.com", null],
    ["", null],
  ])("%j", (id, expected) => {
    expect(shellWord(id)).toBe(expected);
  });
});

describe("archive links", () => {
  it.each<[string, string | null]>([
    ["a/b@example.org", "https://x.example/l/a%2Fb@example.org/"],
    ["a?b#c@example.org", "https://x.example/l/a%3Fb%23c@example.org/"],
    ["a(b)@example.org", "https://x.example/l/a%28b%29@example.org/"],
    ["CAF=x+y_z-1.2~@mail.example.org", "https://x.example/l/CAF=x+y_z-1.2~@mail.example.org/"],
    ["0001d9$1a2b!,:@example.org", "https://x.example/l/0001d9$1a2b!,:@example.org/"],
    ["a%2Bb@example.org", "https://x.example/l/a%252Bb@example.org/"],
    // What a shell would run, were the URL pasted into one.
    ["a;b&c'd@example.org", "https://x.example/l/a%3Bb%26c%27d@example.org/"],
    ["a\ud800b@example.org", null],
    ["a<b@example.org", null],
    [`${"a".repeat(1000)}@example.org`, null],
  ])("%j", (id, expected) => {
    expect(archiveLink("https://x.example/l", id)).toBe(expected);
  });
});
