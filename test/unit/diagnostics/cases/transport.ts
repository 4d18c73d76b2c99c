import { DIFF, LOG, mail } from "../support.js";
import type { CaseTable } from "./case.js";

const SENT = "List-Id: <x.example.org>\n";
const structure = (diff: string): string => mail({ diffstat: "", diff });
/** `DIFF` with its first added line replaced, and the counts kept. */
const adding = (line: string): string => structure(DIFF.replace("+\t/* bit 15 is the sign */", `+${line}`));
const twoAdded = (headers: string): string =>
  mail({
    diffstat: "",
    headers,
    diff: DIFF.replace("sign */", "sign */ ").replace("4, 11);", "4, 11);\t"),
  });
const named = (old: string, now: string): string =>
  structure(`--- ${old}\n+++ ${now}\n${DIFF.slice(DIFF.indexOf("@@"))}`);
const typed = (charset: string, log: string): string =>
  mail({
    headers: `MIME-Version: 1.0\nContent-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: 8bit\n`,
    log: `${log}\n\n${LOG}`,
  });
const reply = (body: string): string =>
  `From: Anna Berg <anna.berg@example.org>\nDate: Mon, 9 Mar 2026 10:17:30 +0100\nSubject: Re: [PATCH] hwmon: (frost) Fix it\n\nOn Mon, Bo Lindqvist wrote:\n> Please.\n\n${body}`;
const announced = (body: string, subject = "[PATCH] hwmon: (frost) Fix it"): string =>
  `From: Anna Berg <anna.berg@example.org>\nDate: Mon, 9 Mar 2026 10:17:30 +0100\nSubject: ${subject}\n\n${body}`;
const multipart = (...parts: readonly string[]): string =>
  `From: Anna Berg <anna.berg@example.org>\nDate: Mon, 9 Mar 2026 10:17:30 +0100\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n${parts.map((part) => `--b\n${part}\n`).join("")}--b--\n`;
const encodedMail = (encoding: string, body: string): string =>
  `From: Anna Berg <anna.berg@example.org>\nDate: Mon, 9 Mar 2026 10:17:30 +0100\nSubject: [PATCH] hwmon: (frost) Fix it\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: ${encoding}\n\n${body}`;
const base64 = (text: string): string =>
  `${Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\n")}\n`;
const BODY = `${LOG}---\n\n${DIFF}`;
const CONTEXT_DIFF = `*** a/x.c\n--- b/x.c\n***************\n*** 1,2 ****\n! int a;\n  int b;\n--- 1,2 ----\n! int c;\n  int b;\n`;

/** Of the structure and transport rules that came later. */
export const transportCases: CaseTable = {
  "patch.trailing-whitespace": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "each line of text that may be edited",
      text: twoAdded(""),
      expect: [
        "warning patch.trailing-whitespace | +\t/* bit 15 is the sign */ ",
        "warning patch.trailing-whitespace | +\t*val = sign_extend32(raw >> 4, 11);\t",
      ],
    },
    {
      name: "once in mail that came",
      text: twoAdded(SENT),
      expect: ["warning patch.trailing-whitespace | +\t/* bit 15 is the sign */ "],
    },
    { name: "blanks alone", text: adding("  "), expect: ["warning patch.trailing-whitespace | +  "] },
    { name: "an empty line", text: adding(""), expect: [] },
    {
      name: "context and removed lines",
      text: structure(DIFF.replace("return ret;", "return ret; ").replace("raw >> 4;", "raw >> 4; ")),
      expect: [],
    },
    {
      name: "format=flowed, where the blanks are the mailer's",
      text: twoAdded("Content-Type: text/plain; format=flowed\n"),
      expect: [],
    },
    {
      name: "quoted",
      text: reply(`> ${DIFF.replace("sign */", "sign */ ").replaceAll("\n", "\n> ")}`),
      expect: [],
    },
    { name: "a stray + line", text: mail({ log: `Words.\n+ words \n\n${LOG}` }), expect: [] },
  ],
  "patch.space-before-tab": [
    { name: "sound", text: mail(), expect: [] },
    { name: "a blank", text: adding(" \tint a;"), expect: ["warning patch.space-before-tab | + \tint a;"] },
    {
      name: "between tabs",
      text: adding("\t    \tint a;"),
      expect: ["warning patch.space-before-tab | +\t    \tint a;"],
    },
    { name: "blanks behind tabs", text: adding("\t\t  int a;"), expect: [] },
    { name: "behind code, which git does not mind", text: adding("\tint a; \t/* x */"), expect: [] },
    {
      name: "a removed line",
      text: structure(DIFF.replace("-\t*val", "- \t*val")),
      expect: [],
    },
  ],
  "patch.exec-bit": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "a new mode",
      text: structure("diff --git a/x.c b/x.c\nold mode 100644\nnew mode 100755\n"),
      expect: ["information patch.exec-bit | new mode 100755"],
    },
    {
      name: "a new file",
      text: structure(
        "diff --git a/x.c b/x.c\nnew file mode 100755\nindex 0000000..c524fe0\n--- /dev/null\n+++ b/x.c\n@@ -0,0 +1 @@\n+int x;\n",
      ),
      expect: ["information patch.exec-bit | new file mode 100755"],
    },
    {
      name: "a new file that begins with #!",
      text: structure(
        "diff --git a/x b/x\nnew file mode 100755\nindex 0000000..c524fe0\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+#!/bin/sh\n",
      ),
      expect: [],
    },
    {
      name: "no longer executable",
      text: structure("diff --git a/x.c b/x.c\nold mode 100755\nnew mode 100644\n"),
      expect: [],
    },
    {
      name: "was executable before",
      text: structure(DIFF.replace("c524fe085484 100644", "c524fe085484 100755")),
      expect: [],
    },
    ...["tools/x.py", "tools/x.pl", "x.awk", "x.sh", "scripts/x", "tools/scripts/x"].map((name) => ({
      name,
      text: structure(`diff --git a/${name} b/${name}\nold mode 100644\nnew mode 100755\n`),
      expect: [],
    })),
    {
      name: "a symbolic link",
      text: structure(
        "diff --git a/x b/x\nnew file mode 120000\nindex 0000000..c524fe0\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+y\n\\ No newline at end of file\n",
      ),
      expect: [],
    },
    {
      name: "deleted",
      text: structure(
        "diff --git a/x.c b/x.c\ndeleted file mode 100755\nindex c524fe0..0000000\n--- a/x.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-int x;\n",
      ),
      expect: [],
    },
  ],
  "patch.file-becomes-empty": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "all lines removed",
      text: structure(
        "diff --git a/x.c b/x.c\nindex c524fe0..e69de29 100644\n--- a/x.c\n+++ b/x.c\n@@ -1,2 +0,0 @@\n-a\n-b\n",
      ),
      expect: ["warning patch.file-becomes-empty | @@ -1,2 +0,0 @@"],
    },
    {
      name: "deleted",
      text: structure(
        "diff --git a/x.c b/x.c\ndeleted file mode 100644\nindex c524fe0..0000000\n--- a/x.c\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n",
      ),
      expect: [],
    },
    {
      name: "lines from the middle, without context",
      text: structure("diff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -4,2 +3,0 @@\n-a\n-b\n"),
      expect: [],
    },
    {
      name: "sketched in a reply",
      text: reply("--- a/x.c\n+++ b/x.c\n@@ -1,2 +0,0 @@\n-a\n-b\n"),
      expect: ["information patch.file-becomes-empty | @@ -1,2 +0,0 @@"],
    },
  ],
  "patch.not-unified": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "a context diff",
      text: announced(`${LOG}---\n${CONTEXT_DIFF}`),
      expect: ["error patch.not-unified | *** a/x.c"],
    },
    {
      name: "plain diff(1) output",
      text: announced(`${LOG}---\n\n1c1\n< int a;\n---\n> int b;\n`),
      expect: ["error patch.not-unified | 1c1"],
    },
    { name: "no diff at all: patch.empty", text: announced(LOG), expect: [] },
    {
      name: "a cover letter",
      text: announced(`${LOG}---\n${CONTEXT_DIFF}`, "[PATCH 0/2] hwmon: (frost) Fix it"),
      expect: [],
    },
    { name: "no patch", text: announced(CONTEXT_DIFF, "How is this?"), expect: [] },
    {
      name: "a rename alone, which git takes",
      text: structure("diff --git a/x.c b/y.c\nsimilarity index 100%\nrename from x.c\nrename to y.c\n"),
      expect: [],
    },
  ],
  "patch.prefix": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "diff.noprefix",
      text: structure(DIFF.replaceAll(" a/", " ").replaceAll(" b/", " ")),
      expect: ["warning patch.prefix | +++ drivers/hwmon/frost.c"],
    },
    {
      name: "not of the kernel",
      text: named("lib2/x.c", "lib2/x.c"),
      expect: ["warning patch.prefix | +++ lib2/x.c"],
    },
    {
      name: "a new file of the kernel",
      text: named("/dev/null", "mm/x.c"),
      expect: ["warning patch.prefix | +++ mm/x.c"],
    },
    { name: "a new file", text: named("/dev/null", "b/x.c"), expect: [] },
    { name: "a tree's name", text: named("linux-6.1/x.c", "linux-6.1/x.c"), expect: [] },
    { name: "two trees", text: named("work.orig/x.c", "work/x.c"), expect: [] },
    { name: "no folder: patch.bad-git-header", text: named("x.c", "x.c"), expect: [] },
    { name: "a sketch in a reply", text: reply(`--- mm/x.c\n+++ mm/x.c\n@@ -1 +1 @@\n-a\n+b\n`), expect: [] },
  ],
  "patch.dos-line-endings": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "two new lines in a file of LF",
      text: structure(DIFF.replace("sign */", "sign */\r").replace("4, 11);", "4, 11);\r")),
      expect: [
        "warning patch.dos-line-endings | +\t/* bit 15 is the sign */",
        "warning patch.dos-line-endings | +\t*val = sign_extend32(raw >> 4, 11);",
      ],
      // With CRLF there is no difference to see.
      onlyLf: true,
    },
    {
      name: "once in mail that came",
      text: mail({
        diffstat: "",
        headers: SENT,
        diff: DIFF.replace("sign */", "sign */\r").replace("4, 11);", "4, 11);\r"),
      }),
      expect: ["warning patch.dos-line-endings | +\t/* bit 15 is the sign */"],
      onlyLf: true,
    },
    {
      name: "a file of CRLF",
      text: structure(
        DIFF.slice(0, DIFF.indexOf("@@")) + DIFF.slice(DIFF.indexOf("@@")).replaceAll("\n", "\r\n"),
      ),
      expect: [],
      onlyLf: true,
    },
    {
      name: "a new file of CRLF",
      text: structure(
        "diff --git a/x.c b/x.c\nnew file mode 100644\n--- /dev/null\n+++ b/x.c\n@@ -0,0 +1,2 @@\n+a\r\n+b\r\n",
      ),
      expect: ["warning patch.dos-line-endings | +a", "warning patch.dos-line-endings | +b"],
      onlyLf: true,
    },
    {
      name: "CRs go",
      text: structure(DIFF.replace("-\t*val = raw >> 4;", "-\t*val = raw >> 4;\r")),
      expect: [],
      onlyLf: true,
    },
  ],
  "mail.quoted-crlf": [
    { name: "sound", text: mail(), expect: [] },
    { name: "base64", text: encodedMail("base64", base64(BODY)), expect: [] },
    {
      name: "base64 with CRLF",
      text: encodedMail("base64", base64(BODY.replaceAll("\n", "\r\n"))),
      expect: ["warning mail.quoted-crlf | Content-Transfer-Encoding: base64"],
    },
    {
      name: "quoted-printable with CRLF",
      text: encodedMail("quoted-printable", BODY.replaceAll("=", "=3D").replaceAll("\n", "=0D\n")),
      expect: ["warning mail.quoted-crlf | Content-Transfer-Encoding: quoted-printable"],
    },
    {
      name: "quoted-printable",
      text: encodedMail("quoted-printable", BODY.replaceAll("=", "=3D")),
      expect: [],
    },
    {
      name: "a part",
      text: multipart(
        "Content-Type: text/plain\n\nSee.",
        `Content-Type: text/x-patch; name=x.patch\nContent-Transfer-Encoding: base64\n\n${base64(BODY.replaceAll("\n", "\r\n"))}`,
      ).replace("Subject: x", "Subject: [PATCH] x"),
      expect: ["warning mail.quoted-crlf | Content-Transfer-Encoding: base64"],
    },
    {
      name: "no patch",
      text: encodedMail("base64", base64("Words.\r\n")).replace("[PATCH] ", "Re: "),
      expect: [],
    },
  ],
  "mail.encoded-body": [
    { name: "plain text", text: mail(), expect: [] },
    {
      name: "base64",
      text: encodedMail("base64", base64(BODY)),
      expect: ["information mail.encoded-body | Content-Transfer-Encoding: base64"],
    },
    {
      name: "once for a file",
      text: `From x@example.org Mon Mar  9 10:17:30 2026\n${encodedMail("base64", base64(BODY))}\n`.repeat(2),
      expect: ["information mail.encoded-body | Content-Transfer-Encoding: base64"],
    },
    {
      name: "quoted-printable",
      text: encodedMail("quoted-printable", BODY.replaceAll("=", "=3D")),
      expect: ["information mail.encoded-body | Content-Transfer-Encoding: quoted-printable"],
    },
    {
      name: "HTML alone: mail.html-only",
      text: encodedMail("quoted-printable", "<p>Hi</p>\n").replace("text/plain", "text/html"),
      expect: [],
    },
  ],
  "mail.html-only": [
    { name: "plain text", text: mail(), expect: [] },
    {
      name: "HTML",
      text: encodedMail("8bit", "<p>Hi</p>\n").replace("text/plain", "text/html"),
      expect: ["warning mail.html-only | Content-Type: text/html; charset=UTF-8"],
    },
    {
      name: "HTML and a picture",
      text: multipart("Content-Type: text/html\n\n<p>Hi</p>", "Content-Type: image/png\n\nx"),
      expect: ["warning mail.html-only | Content-Type: multipart/mixed; boundary=b"],
    },
    {
      name: "HTML beside text",
      text: multipart("Content-Type: text/plain\n\nHi", "Content-Type: text/html\n\n<p>Hi</p>"),
      expect: [],
    },
    {
      name: "an HTML file attached",
      text: multipart("Content-Type: text/html\nContent-Disposition: attachment\n\n<p>Hi</p>"),
      expect: [],
    },
  ],
  "mail.scissors": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "above a log",
      text: mail({ log: `How about this?\n-- >8 --\nSubject: hwmon: x\n\n${LOG}` }),
      expect: ["information mail.scissors | -- >8 --"],
    },
    {
      name: "the last of two",
      text: mail({ log: `Words.\n-- >8 --\nWords.\n--- 8< --- cut here --- >8 ---\n${LOG}` }),
      expect: ["information mail.scissors | --- 8< --- cut here --- >8 ---"],
    },
    { name: "below the cut", text: mail({ diffstat: "-- >8 --\n" }), expect: [] },
    { name: "too short for git", text: mail({ log: `Words.\n-->8--\n${LOG}` }), expect: [] },
    { name: "no patch below", text: reply("-- >8 --\nWords.\n"), expect: [] },
    {
      name: "a patch in a reply",
      text: reply(`Like this?\n\n-- >8 --\n${LOG}---\n${DIFF}`),
      expect: ["information mail.scissors | -- >8 --"],
    },
  ],
  "mail.invalid-utf8": [
    { name: "sound", text: typed("UTF-8", "Grüße"), expect: [] },
    {
      name: "the log",
      text: mail({ log: `Gr\ufffd\ufffde and Stra\ufffde\n\n${LOG}` }),
      expect: ["warning mail.invalid-utf8 | Gr\ufffd\ufffde and Stra\ufffde"],
    },
    {
      name: "an added line",
      text: adding("\t/* Gr\ufffd\ufffde */"),
      expect: ["warning mail.invalid-utf8 | +\t/* Gr\ufffd\ufffde */"],
    },
    {
      name: "a file that was so before",
      text: structure(DIFF.replace("return ret;", "return r\ufffdt;").replace("sign */", "s\ufffdgn */")),
      expect: ["information mail.invalid-utf8 | +\t/* bit 15 is the s\ufffdgn */"],
    },
    {
      name: "a removed line",
      text: structure(DIFF.replace("-\t*val = raw", "-\t*val = r\ufffdw")),
      expect: [],
    },
    { name: "a log in the charset that is told", text: typed("ISO-8859-1", "Gr\ufffd\ufffde"), expect: [] },
    {
      name: "told as UTF-8",
      text: typed("utf-8", "Gr\ufffd\ufffde"),
      expect: ["warning mail.invalid-utf8 | Gr\ufffd\ufffde"],
    },
    { name: "a quote", text: reply("> Gr\ufffd\ufffde\n"), expect: [] },
  ],
  "mail.non-utf8-log": [
    { name: "UTF-8", text: typed("UTF-8", "Grüße"), expect: [] },
    { name: "none told", text: mail({ log: `Grüße\n\n${LOG}` }), expect: [] },
    {
      name: "us-ascii",
      text: typed("us-ascii", "Grüße"),
      expect: ["warning mail.non-utf8-log | Content-Type: text/plain; charset=us-ascii"],
    },
    {
      name: "ISO-8859-1",
      text: typed('"ISO-8859-1"', "Grüße"),
      expect: ['warning mail.non-utf8-log | Content-Type: text/plain; charset="ISO-8859-1"'],
    },
    { name: "ASCII in us-ascii", text: typed("us-ascii", "Words"), expect: [] },
    { name: "Latin-1 in ISO-8859-1", text: typed("ISO-8859-1", "Gr\ufffd\ufffde"), expect: [] },
  ],
  "mail.suspicious-unicode": [
    { name: "sound", text: mail({ log: `Grüße → 漢字 €\n\n${LOG}` }), expect: [] },
    {
      name: "a direction turned in code",
      text: adding("\tif (is_admin\u202e ) {"),
      expect: ["warning mail.suspicious-unicode | +\tif (is_admin\u202e ) {"],
    },
    {
      name: "a zero width space in the log",
      text: mail({ log: `Fix foo\u200b_bar().\n\n${LOG}` }),
      expect: ["warning mail.suspicious-unicode | Fix foo\u200b_bar()."],
    },
    {
      name: "in a line of a script that needs them",
      text: mail({ log: `می\u200cخواهم\n\n${LOG}` }),
      expect: [],
    },
    {
      name: "removed with the patch",
      text: structure(DIFF.replace("raw >> 4;", "raw\u200b >> 4;")),
      expect: ["information mail.suspicious-unicode | -\t*val = raw\u200b >> 4;"],
    },
    { name: "quoted", text: reply("> foo\u200b_bar\n"), expect: [] },
  ],
  "log.diff-in-message": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "an indented diff",
      text: mail({ log: `Such as:\n\n  diff --git a/x.c b/x.c\n  --- a/x.c\n  +++ b/x.c\n\n${LOG}` }),
      expect: ["warning log.diff-in-message |   diff --git a/x.c b/x.c"],
    },
    {
      name: "a hunk",
      text: mail({ log: `Such as:\n\n  @@ -1,2 +1,3 @@ int f(void)\n\n${LOG}` }),
      expect: ["warning log.diff-in-message |   @@ -1,2 +1,3 @@ int f(void)"],
    },
    {
      name: "a diff that is not indented: git takes it for the patch",
      text: mail({ log: `Such as:\n\n--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-a\n+b\n\n${LOG}` }),
      expect: ["warning log.diff-in-message | --- a/x.c"],
    },
    { name: "with a mark before it", text: mail({ log: `Such as:\n\n | --- a/x.c\n\n${LOG}` }), expect: [] },
    {
      name: "words about a diff",
      text: mail({ log: `The diff of a/x and b/y is empty.\n\n${LOG}` }),
      expect: [],
    },
    {
      name: "a change of names",
      text: mail({ log: `Such as:\n\n  diff --git a/x.c b/y.c\n\n${LOG}` }),
      expect: [],
    },
    {
      name: "below the cut",
      text: mail({ diffstat: "  --- a/x.c\n" }),
      expect: [],
    },
  ],
};
