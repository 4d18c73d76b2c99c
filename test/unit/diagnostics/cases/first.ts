import { DIFF, LOG, mail, SEPARATOR } from "../support.js";
import type { Case, CaseTable } from "./case.js";

const HUNK_AT = DIFF.indexOf("@@");
const HEAD = DIFF.slice(0, HUNK_AT);
const HUNK = DIFF.slice(HUNK_AT);
const trailers = (text: string): string =>
  `The log.\n\n${text}Signed-off-by: Anna Berg <anna.berg@example.org>\n`;
const reply = (body: string): string =>
  `From: Anna Berg <anna.berg@example.org>\nDate: Mon, 9 Mar 2026 10:17:30 +0100\nSubject: Re: [PATCH] hwmon: (frost) Fix it\n\nOn Mon, Bo Lindqvist wrote:\n> Please.\n\n${body}`;
const series = (
  version: string,
  numbers: readonly string[],
  id = (n: string) => n.replace("/", "-"),
): string =>
  numbers
    .map((number) =>
      mail({
        separator: "From mboxrd@z Thu Jan  1 00:00:00 1970\n",
        subject: `[PATCH ${version}${number}] hwmon: (frost) Part ${number}`,
        headers:
          `Message-ID: <${version.trim()}${id(number)}@example.org>\n` +
          (id(number) === id(numbers[0] ?? "")
            ? ""
            : `References: <${version.trim()}${id(numbers[0] ?? "")}@example.org>\n`),
      }),
    )
    .join("");

const NEW_FILE = `diff --git a/x.c b/x.c
new file mode 100644
index 000000000000..c524fe085484
--- /dev/null
+++ b/x.c
@@ -0,0 +1,2 @@
+a
+b
`;
const DELETED_FILE = `diff --git a/x.c b/x.c
deleted file mode 100644
index c524fe085484..000000000000
--- a/x.c
+++ /dev/null
@@ -1,2 +0,0 @@
-a
-b
`;
const structure = (diff: string): string => mail({ diffstat: "", diff });

/** Of the first rules: structure, transport, sign-offs. */
export const firstCases: CaseTable = {
  "patch.corrupt-hunk": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "omitted counts are 1, explicit zeros 0",
      text: structure(`${HEAD}@@ -1 +1 @@\n-a\n+b\n@@ -4,0 +5 @@\n+c\n`),
      expect: [],
    },
    { name: "an empty line is context", text: structure(DIFF.replaceAll("\n \n", "\n\n")), expect: [] },
    {
      name: "a count too high",
      text: mail({ diff: DIFF.replace("-33,7", "-33,9") }),
      expect: ["error patch.corrupt-hunk |  "],
    },
    {
      name: "a line lost",
      text: mail({ diff: DIFF.replace(" 	return 0;\n", "") }),
      expect: ["error patch.corrupt-hunk |  "],
    },
    {
      name: "the last line lost, at the text's end",
      text: DIFF.replace(/ \n$/, ""),
      expect: ["error patch.corrupt-hunk |  }"],
    },
    {
      name: "the last line end lost",
      text: DIFF.replace(/ \n$/, " "),
      expect: ["error patch.corrupt-hunk |  "],
    },
    {
      name: "a mail that ends in its signature, without a line end",
      text: mail().trimEnd(),
      expect: [],
    },
    {
      name: "a lost leading blank",
      text: mail({ diff: DIFF.replace("\n 	return 0;", "\n	return 0;") }),
      expect: ["error patch.corrupt-hunk | 	return 0;"],
    },
    {
      name: "lines past the last hunk: git drops them",
      text: mail({ diff: `${DIFF}+late\n` }),
      expect: ["warning patch.corrupt-hunk | +late"],
    },
    {
      name: "several of one message: git stops at the first",
      text:
        mail({
          separator: SEPARATOR,
          diffstat: "",
          diff: `${HEAD}@@ -1,3 +1,4 @@\n a\n+b\n@@ -9,3 +10,4 @@\n c\n+d\n@@ -20 +21,2 @@\n e\n+f\n+late\n`,
        }) +
        mail({
          separator: SEPARATOR,
          diffstat: "",
          diff: `${HEAD}@@ -1 +1,2 @@\n e\n+f\n+early\n@@ -9,3 +10,4 @@\n c\n+d\n`,
        }),
      expect: [
        "error patch.corrupt-hunk | +b",
        "information patch.corrupt-hunk | +d",
        "information patch.corrupt-hunk | +late",
        "warning patch.corrupt-hunk | +early",
        "error patch.corrupt-hunk | +d",
      ],
    },
    {
      name: "several of a mail that came: one, which counts the others",
      text: mail({
        headers: "List-Id: <x.example.org>\n",
        diffstat: "",
        diff: `${HEAD}@@ -1,3 +1,4 @@\n a\n+b\n@@ -9,3 +10,4 @@\n c\n+d\n@@ -20 +21,2 @@\n e\n+f\n+late\n`,
      }),
      expect: ["error patch.corrupt-hunk | +b"],
    },
    {
      name: "a sketch in a reply",
      text: reply(DIFF.replace("-33,7", "-33,9")),
      expect: ["information patch.corrupt-hunk |  "],
    },
    {
      name: "a quoted hunk",
      text: mail({
        subject: "Re: x",
        diff: "",
        diffstat: "",
        log: `On Mon, Bo wrote:\n${DIFF.replace("-33,7", "-33,9").replace(/^/gm, "> ")}\nNo.\n`,
      }),
      expect: [],
    },
    {
      name: "a line broken by format=flowed",
      text: mail({
        headers: "MIME-Version: 1.0\nContent-Type: text/plain; format=flowed\n",
        diff: DIFF.replace("bit 15 is", "bit 15 \nis"),
      }),
      // git joins the line, but takes the stuffing that was never put there from the context.
      expect: ["error patch.corrupt-hunk |  \tif (ret)"],
    },
    {
      name: "a quoted-printable body",
      text: mail({
        headers: "MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n",
        diff: DIFF.replace("raw >> 4, 11", "raw >> =\n4, 11"),
      }),
      expect: [],
    },
  ],
  "patch.noop-hunk": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "context alone",
      text: structure(`${HEAD}@@ -1,2 +1,2 @@\n a\n b\n`),
      expect: ["error patch.noop-hunk | @@ -1,2 +1,2 @@"],
    },
  ],
  "patch.hunk-without-header": [
    { name: "two hunks of a file", text: structure(`${DIFF}@@ -80,1 +81,2 @@\n a\n+b\n`), expect: [] },
    {
      name: "no newline at the end",
      text: structure(
        `${HEAD}@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n@@ -9 +9 @@\n-c\n+d\n`,
      ),
      expect: [],
    },
    {
      name: "no header at all",
      text: mail({ diffstat: "", diff: HUNK }),
      expect: [
        "error patch.hunk-without-header | @@ -33,7 +33,8 @@ static int frost_read(struct frost *frost, long *val)",
      ],
    },
    {
      name: "an empty line between two hunks",
      text: structure(`${DIFF}\n@@ -80,1 +81,2 @@\n a\n+b\n`),
      expect: ["error patch.hunk-without-header | @@ -80,1 +81,2 @@"],
    },
    {
      name: "a line past a hunk, and another hunk",
      text: structure(`${DIFF}+late\n@@ -80,1 +81,2 @@\n a\n+b\n`),
      expect: ["error patch.hunk-without-header | @@ -80,1 +81,2 @@"],
    },
    {
      name: "an empty line behind the file header",
      text: structure(`${HEAD}\n${HUNK}`),
      expect: [
        "error patch.hunk-without-header | @@ -33,7 +33,8 @@ static int frost_read(struct frost *frost, long *val)",
      ],
    },
    {
      name: "a quoted hunk alone",
      text: mail({
        subject: "Re: x",
        diff: "",
        diffstat: "",
        log: `On Mon, Bo wrote:\n${HUNK.replace(/^/gm, "> ")}\nNo.\n`,
      }),
      expect: [],
    },
  ],
  "patch.bad-git-header": [
    { name: "sound", text: mail(), expect: [] },
    { name: "new and deleted", text: structure(NEW_FILE + DELETED_FILE), expect: [] },
    {
      name: "a rename",
      text: structure("diff --git a/x.c b/y.c\nsimilarity index 100%\nrename from x.c\nrename to y.c\n"),
      expect: [],
    },
    {
      name: "a mode change",
      text: structure("diff --git a/x.sh b/x.sh\nold mode 100644\nnew mode 100755\n"),
      expect: [],
    },
    {
      name: "an empty new file",
      text: structure("diff --git a/x b/x\nnew file mode 100644\nindex 000000000000..e69de29bb2d1\n"),
      expect: [],
    },
    {
      name: "a name with blanks",
      text: structure(DIFF.replaceAll("frost.c", "frost and ice.c")),
      expect: [],
    },
    {
      name: "a quoted name",
      text: structure(HEAD.replace(/([ab])\/drivers\/hwmon\/frost\.c/g, '"$1/fr\\303\\266st.c"') + HUNK),
      expect: [],
    },
    { name: "without prefix", text: structure(DIFF.replace(/(?<= )[ab]\/drivers/g, "drivers")), expect: [] },
    {
      name: "a new file with an old name",
      text: structure(NEW_FILE.replace("--- /dev/null", "--- a/x.c")),
      expect: ["error patch.bad-git-header | --- a/x.c"],
    },
    {
      name: "a deleted file with a new name",
      text: structure(DELETED_FILE.replace("+++ /dev/null", "+++ b/x.c")),
      expect: ["error patch.bad-git-header | +++ b/x.c"],
    },
    {
      name: "/dev/null without new file mode",
      text: structure(DIFF.replace("--- a/drivers/hwmon/frost.c", "--- /dev/null")),
      expect: ["error patch.bad-git-header | --- /dev/null"],
    },
    {
      name: "rename and +++ disagree",
      text: structure(
        `diff --git a/x.c b/y.c\nrename from x.c\nrename to y.c\n--- a/x.c\n+++ b/z.c\n${HUNK}`,
      ),
      expect: ["error patch.bad-git-header | +++ b/z.c"],
    },
    {
      name: "new and renamed",
      text: structure("diff --git a/x b/y\nnew file mode 100644\nrename from x\nrename to y\n"),
      expect: ["error patch.bad-git-header | rename from x"],
    },
    {
      name: "two names and nothing else",
      text: structure(`diff --git a/x b/y\n${HUNK}`),
      expect: ["error patch.bad-git-header | diff --git a/x b/y"],
    },
    {
      name: "a header without hunks",
      text: structure("diff --git a/x b/x\nindex 123456789abc..cba987654321 100644\n"),
      expect: ["error patch.bad-git-header | diff --git a/x b/x"],
    },
    {
      name: "+++ differs: git takes it",
      text: structure(DIFF.replace("+++ b/drivers/hwmon/frost.c", "+++ b/drivers/hwmon/ice.c")),
      expect: ["warning patch.bad-git-header | +++ b/drivers/hwmon/ice.c"],
    },
  ],
  "patch.bad-mode": [
    { name: "sound", text: structure(NEW_FILE), expect: [] },
    {
      name: "no octal number",
      text: structure(NEW_FILE.replace("100644", "10064x")),
      expect: ["error patch.bad-mode | new file mode 10064x"],
    },
    {
      name: "in the index line",
      text: structure(DIFF.replace(" 100644", " 100684")),
      expect: ["error patch.bad-mode | index 564e7739c8d2..c524fe085484 100684"],
    },
  ],
  "patch.new-file-has-old-lines": [
    { name: "sound", text: structure(NEW_FILE), expect: [] },
    {
      name: "an old line",
      text: structure(NEW_FILE.replace("@@ -0,0 +1,2 @@\n", "@@ -1 +1,3 @@\n old\n")),
      expect: ["error patch.new-file-has-old-lines | @@ -1 +1,3 @@"],
    },
  ],
  "patch.deleted-file-has-new-lines": [
    { name: "sound", text: structure(DELETED_FILE), expect: [] },
    {
      name: "a new line",
      text: structure(DELETED_FILE.replace("@@ -1,2 +0,0 @@\n", "@@ -1,3 +1 @@\n stays\n")),
      expect: ["error patch.deleted-file-has-new-lines | @@ -1,3 +1 @@"],
    },
  ],
  "patch.empty": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "no diff",
      text: mail({ diff: "", diffstat: "" }),
      expect: ["error patch.empty | Subject: [PATCH] hwmon: (frost) Fix temperatures below zero"],
    },
    { name: "a cover letter", text: mail({ subject: "[PATCH 0/3] hwmon: frost", diff: "" }), expect: [] },
    {
      name: "a reply",
      text: mail({ subject: "Re: [PATCH] hwmon: frost", diff: "", diffstat: "" }),
      expect: [],
    },
    {
      name: "a pull request",
      text: mail({ subject: "[GIT PULL] hwmon", diff: "", diffstat: "" }),
      expect: [],
    },
    { name: "a talk", text: mail({ subject: "hwmon and frost", diff: "", diffstat: "" }), expect: [] },
  ],
  "patch.diffstat-mismatch": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "a cut path",
      text: mail({
        diffstat: " .../hwmon/frost.c | 3 ++-\n 1 file changed, 2 insertions(+), 1 deletion(-)\n",
      }),
      expect: [],
    },
    {
      name: "a rename",
      text: mail({
        diffstat:
          " drivers/hwmon/{ice.c => frost.c} | 3 ++-\n 1 file changed, 2 insertions(+), 1 deletion(-)\n",
        diff: DIFF.replace(
          /^index .*$/m,
          "similarity index 90%\nrename from drivers/hwmon/ice.c\nrename to drivers/hwmon/frost.c",
        )
          .replace("a/drivers/hwmon/frost.c b", "a/drivers/hwmon/ice.c b")
          .replace("--- a/drivers/hwmon/frost.c", "--- a/drivers/hwmon/ice.c"),
      }),
      expect: [],
    },
    {
      name: "diffstat(1) with a folder more",
      text: mail({
        diffstat:
          " linux/drivers/hwmon/frost.c |    3 ++-\n 1 file changed, 2 insertions(+), 1 deletion(-)\n",
      }),
      expect: [],
    },
    {
      name: "a rename cut in front",
      text: mail({
        diffstat:
          " ...hwmon/ice.c => hwmon/frost.c} | 3 ++-\n 1 file changed, 2 insertions(+), 1 deletion(-)\n",
      }),
      expect: [],
    },
    {
      name: "another count in the row",
      text: mail({
        diffstat: " drivers/hwmon/frost.c | 4 ++--\n 1 file changed, 2 insertions(+), 2 deletions(-)\n",
      }),
      expect: ["warning patch.diffstat-mismatch |  drivers/hwmon/frost.c | 4 ++--"],
    },
    {
      name: "another count in the summary",
      text: mail({
        diffstat: " drivers/hwmon/frost.c | 3 ++-\n 1 file changed, 3 insertions(+), 1 deletion(-)\n",
      }),
      expect: ["warning patch.diffstat-mismatch |  1 file changed, 3 insertions(+), 1 deletion(-)"],
    },
    {
      name: "another file",
      text: mail({
        diffstat: " drivers/hwmon/ice.c | 3 ++-\n 1 file changed, 2 insertions(+), 1 deletion(-)\n",
      }),
      expect: [
        "warning patch.diffstat-mismatch |  drivers/hwmon/ice.c | 3 ++-",
        "warning patch.diffstat-mismatch |  drivers/hwmon/ice.c | 3 ++-",
      ],
    },
    { name: "a cover letter's", text: mail({ subject: "[PATCH 0/3] hwmon", diff: "" }), expect: [] },
    { name: "a corrupt hunk is told once", text: mail({ diff: DIFF.replace("-33,7", "-33,9") }), expect: [] },
  ],
  "patch.whitespace-damaged": [
    { name: "sound", text: mail(), expect: [] },
    {
      name: "a wrapped line",
      text: mail({ diff: DIFF.replace("struct frost *frost, long", "struct frost_data *frost,\nlong") }),
      expect: ["warning patch.whitespace-damaged | long *val)"],
    },
    {
      name: "a lost leading blank",
      text: mail({ diff: DIFF.replace("\n 	return 0;", "\n	return 0;") }),
      expect: ["warning patch.whitespace-damaged | 	return 0;"],
    },
    {
      name: "tabs became blanks",
      text: mail({ diff: DIFF.replaceAll("\t", "        ") }),
      expect: ["warning patch.whitespace-damaged |          if (ret)"],
    },
    {
      name: "a file that has no tabs by custom",
      text: mail({ diff: DIFF.replaceAll("\t", "        ").replaceAll("frost.c", "frost.py") }),
      expect: [],
    },
    { name: "an indentation of four", text: mail({ diff: DIFF.replaceAll("\t", "    ") }), expect: [] },
    {
      name: "no-break spaces",
      text: mail({ diff: DIFF.replaceAll("\n 	", "\n\u00a0	") }),
      expect: ["warning patch.whitespace-damaged |  	if (ret)"],
    },
    {
      name: "stuffed blanks",
      text: mail({ diff: DIFF.replaceAll("\n 	", "\n  	") }),
      expect: ["warning patch.whitespace-damaged |   	if (ret)"],
    },
    {
      name: "a sketch in a reply",
      text: reply(DIFF.replaceAll("\t", "        ")),
      expect: ["information patch.whitespace-damaged |          if (ret)"],
    },
  ],
  "patch.quoted-hunk": [
    {
      name: "whole",
      text: mail({
        subject: "Re: x",
        diff: "",
        diffstat: "",
        log: `On Mon, Bo wrote:\n${DIFF.replace(/^/gm, "> ")}\nFine.\n`,
      }),
      expect: [],
    },
    ...(
      [
        ["trimmed at its end", (diff) => diff.replace(" \treturn 0;\n }\n \n", ""), false],
        ["trimmed in the middle", (diff) => diff.replace(" \t\treturn ret;\n \n", "[...]\n"), false],
        ["trimmed with a word", (diff) => diff.replace(" \t\treturn ret;\n \n", "<snip>\n"), false],
        ["interrupted", (diff) => diff.replace("-\t*val", "\n\nWhy?\n\n-\t*val"), false],
        ["with blanks lost", (diff) => diff.replace(/^ \t/gm, "\t"), true],
        [
          "wrapped",
          (diff) =>
            diff.replace(" is the sign */", " is the sign, and the others are the value in\nsteps */"),
          true,
        ],
      ] as readonly (readonly [string, (diff: string) => string, boolean])[]
    ).map(
      ([name, change, isTold]): Case => ({
        name,
        text: mail({
          subject: "Re: x",
          diff: "",
          diffstat: "",
          log: `On Mon, Bo wrote:\n${change(DIFF).replace(/^/gm, "> ").replaceAll("> \n> \n> Why?\n> \n", "\nWhy?\n\n")}\nFine.\n`,
        }),
        expect: isTold
          ? [
              "hint patch.quoted-hunk | > @@ -33,7 +33,8 @@ static int frost_read(struct frost *frost, long *val)",
            ]
          : [],
      }),
    ),
    {
      name: "in quoted-printable",
      text: mail({
        subject: "Re: x",
        headers: "MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n",
        diff: "",
        diffstat: "",
        log: `On Mon, Bo wrote:\n${DIFF.replace(/^ \t/gm, "\t").replaceAll("=", "=3D").replace(/^/gm, "> ")}\nFine.\n`,
      }),
      expect: [],
    },
  ],
  "mail.bad-date": [
    { name: "sound", text: mail(), expect: [] },
    { name: "no date", text: mail().replace(/^Date: .*\n/m, ""), expect: [] },
    {
      name: "a patch",
      text: mail({ date: "yesterday, at noon" }),
      expect: ["error mail.bad-date | Date: yesterday, at noon"],
    },
    {
      name: "a reply",
      text: mail({ subject: "Re: x", date: "yesterday", diff: "", diffstat: "" }),
      expect: ["hint mail.bad-date | Date: yesterday"],
    },
    {
      name: "a reply with a year of two digits",
      text: mail({ subject: "Re: x", date: "Fri, 08 Nov 19 14:08:59 GMT", diff: "", diffstat: "" }),
      expect: [],
    },
  ],
  "mail.format-flowed": [
    { name: "sound", text: mail({ headers: "Content-Type: text/plain; charset=UTF-8\n" }), expect: [] },
    {
      name: "flowed",
      text: mail({ headers: "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8; format=flowed\n" }),
      expect: ["warning mail.format-flowed | Content-Type: text/plain; charset=UTF-8; format=flowed"],
    },
    {
      name: "a flowed reply",
      text: reply("Yes.\n")
        .replace("\n\n", "\nMIME-Version: 1.0\nContent-Type: text/plain; format=flowed\n\n")
        .replace(DIFF, ""),
      expect: [],
    },
    {
      name: "a flowed cover text, the patch attached",
      text: `From: Anna Berg <anna.berg@example.org>\nSubject: [PATCH] x\nDate: Mon, 9 Mar 2026 10:17:30 +0100\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; format=flowed\n\nAttached.\n--b\nContent-Type: text/x-patch; name="x.patch"\nContent-Disposition: attachment\n\n${DIFF}\n--b--\n`,
      expect: [],
    },
  ],
  "trailer.missing-signoff": [
    { name: "signed off", text: mail(), expect: [] },
    {
      name: "with a blank in front, as checkpatch reads it",
      text: mail({ log: LOG.replace("Signed", " Signed") }),
      expect: [],
    },
    {
      name: "an empty log",
      text: mail({ log: "" }),
      expect: [
        "information trailer.missing-signoff | Subject: [PATCH] hwmon: (frost) Fix temperatures below zero",
      ],
    },
    {
      name: "not at all",
      text: mail({ log: "The log.\n" }),
      expect: ["information trailer.missing-signoff | The log."],
    },
    {
      name: "below the cut",
      text: mail({ log: "The log.\n---\nSigned-off-by: Anna Berg <anna.berg@example.org>\n" }),
      expect: ["information trailer.missing-signoff | The log."],
    },
    { name: "a bare diff", text: DIFF, expect: [] },
    { name: "a reply", text: mail({ subject: "Re: x", diff: "", diffstat: "", log: "No.\n" }), expect: [] },
  ],
  "trailer.author-signoff-missing": [
    { name: "the author's", text: mail(), expect: [] },
    {
      name: "somebody else's",
      text: mail({ log: LOG.replace("Anna Berg <anna.berg@", "Bo Lindqvist <bo@") }),
      expect: ["hint trailer.author-signoff-missing | Signed-off-by: Bo Lindqvist <bo@example.org>"],
    },
    {
      name: "the in-body author's",
      text: mail({
        from: "Bo Lindqvist <bo@example.org>",
        log: `From: Anna Berg <anna.berg@example.org>\n\n${LOG}`,
      }),
      expect: [],
    },
    {
      name: "through a relay",
      text: mail({
        from: "Anna Berg via B4 Relay <devnull+anna.berg.example.org@kernel.org>",
        headers: "Reply-To: anna.berg@example.org\n",
      }),
      expect: [],
    },
    {
      name: "through a relay, with an in-body From of somebody else",
      text: mail({
        from: "Bo Lindqvist via B4 Relay <devnull+bo.example.org@kernel.org>",
        headers: "Reply-To: bo@example.org\n",
        log: `From: Carl Coder <carl@example.com>\n\n${LOG}`,
      }),
      expect: ["hint trailer.author-signoff-missing | Signed-off-by: Anna Berg <anna.berg@example.org>"],
    },
    {
      name: "through a relay, for another author",
      text: mail({
        from: "Bo Lindqvist via B4 Relay <devnull+bo.example.org@kernel.org>",
        headers: "Reply-To: bo@example.org\n",
      }),
      expect: ["hint trailer.author-signoff-missing | Signed-off-by: Anna Berg <anna.berg@example.org>"],
    },
    {
      name: "through a list that keeps the author in X-Original-From",
      text: mail({
        from: "'Anna Berg' via frost-devel <frost-devel@example.com>",
        headers: "X-Original-From: Anna Berg <anna.berg@example.org>\nReply-To: frost-devel@example.com\n",
      }),
      expect: [],
    },
    {
      name: "through a list that puts itself into Reply-To, too",
      text: mail({
        from: "Anna Berg via frost-devel <frost-devel@example.com>",
        headers: "Reply-To: frost-devel@example.com\n",
      }),
      expect: [],
    },
    {
      name: "stable's mail: the author stands below the dashed line",
      text: mail({
        from: "Greta Keeper <greta@example.com>",
        log: `6.15-stable review patch.  If anyone has any objections, please let me know.\n\n------------------\n\nFrom: Anna Berg <anna.berg@example.org>\n\n${LOG}Signed-off-by: Greta Keeper <greta@example.com>\n`,
      }),
      expect: [],
    },
    {
      name: "forwarded",
      text: mail({ from: "Bo Lindqvist <bo@example.org>", subject: "Fwd: [PATCH] hwmon: (frost) Fix it" }),
      expect: [],
    },
    {
      name: "through a relay that names nobody",
      text: mail({ from: "Anna Berg via frost-devel <frost-devel@example.org>" }),
      expect: [],
    },
    { name: "no sign-off at all is another rule", text: mail({ log: "The log.\n" }), expect: [] },
  ],
  "trailer.author-signoff-mismatch": [
    { name: "the same", text: mail({ from: '"Anna Berg" <Anna.Berg@example.org>' }), expect: [] },
    {
      name: "an encoded name",
      text: mail({
        from: "=?UTF-8?q?Zo=C3=AB_Lindstr=C3=B6m?= <zoe@example.com>",
        log: "L.\n\nSigned-off-by: Zoë Lindström <zoe@example.com>\n",
      }),
      expect: [],
    },
    {
      name: "a remark in the name",
      text: mail({ log: LOG.replace("Berg <", "Berg (Frost) <") }),
      expect: [],
    },
    {
      name: "another address",
      text: mail({ from: "Anna Berg <anna@example.com>" }),
      expect: ["hint trailer.author-signoff-mismatch | Signed-off-by: Anna Berg <anna.berg@example.org>"],
    },
    {
      name: "another name",
      text: mail({ from: "annab <anna.berg@example.org>" }),
      expect: ["hint trailer.author-signoff-mismatch | Signed-off-by: Anna Berg <anna.berg@example.org>"],
    },
    {
      name: "a detail in the address",
      text: mail({ from: "Anna Berg <anna.berg+kernel@example.org>" }),
      expect: ["hint trailer.author-signoff-mismatch | Signed-off-by: Anna Berg <anna.berg@example.org>"],
    },
    {
      name: "one of two fits",
      text: mail({
        log: `L.\n\nSigned-off-by: Anna Berg <anna@example.com>\n${LOG.slice(LOG.indexOf("Signed"))}`,
      }),
      expect: [],
    },
  ],
  "trailer.bad-fixes": [
    {
      name: "sound",
      text: mail({ log: trailers('Fixes: 4d20602059bb ("hwmon: Add driver for (frost)")\n') }),
      expect: [],
    },
    {
      name: "40 digits",
      text: mail({ log: trailers('Fixes: 0d3f6a1c9b7e5428f1a2c3d4e5f60718293a4b5c ("hwmon: Add")\n') }),
      expect: [],
    },
    {
      name: "a comment behind it",
      text: mail({ log: trailers('Fixes: 4d20602059bb ("hwmon: Add") # v6.1\n') }),
      expect: [],
    },
    {
      name: "a bug's address",
      text: mail({ log: trailers("Fixes: https://bugzilla.example.org/show_bug.cgi?id=1\n") }),
      expect: [],
    },
    { name: "a bug's number", text: mail({ log: trailers("Fixes: 12345\n") }), expect: [] },
    ...["https://bugzilla.example.org/show_bug.cgi?id=1", "12345", "the leak"].map(
      (value): Case => ({
        name: `${value} with empty lines around it`,
        text: mail({ log: trailers(`Fixes: ${value}\n\n`) }),
        expect: [],
      }),
    ),
    {
      name: "too short",
      text: mail({ log: trailers('Fixes: 4d20602 ("hwmon: Add")\n') }),
      expect: ['information trailer.bad-fixes | Fixes: 4d20602 ("hwmon: Add")'],
    },
    {
      name: "capitals",
      text: mail({ log: trailers('Fixes: 4D20602059BB ("hwmon: Add")\n') }),
      expect: ['information trailer.bad-fixes | Fixes: 4D20602059BB ("hwmon: Add")'],
    },
    {
      name: "the word commit",
      text: mail({ log: trailers('Fixes: commit 4d20602059bb ("hwmon: Add")\n') }),
      expect: ['information trailer.bad-fixes | Fixes: commit 4d20602059bb ("hwmon: Add")'],
    },
    {
      name: "no subject",
      text: mail({ log: trailers("Fixes: 4d20602059bb\n") }),
      expect: ["information trailer.bad-fixes | Fixes: 4d20602059bb"],
    },
    {
      name: "no quotes",
      text: mail({ log: trailers("Fixes: 4d20602059bb (hwmon: Add)\n") }),
      expect: ["information trailer.bad-fixes | Fixes: 4d20602059bb (hwmon: Add)"],
    },
    {
      name: "no parentheses",
      text: mail({ log: trailers('Fixes: 4d20602059bb "hwmon: Add"\n') }),
      expect: ['information trailer.bad-fixes | Fixes: 4d20602059bb "hwmon: Add"'],
    },
    {
      name: "wrapped",
      text: mail({ log: trailers('Fixes: 4d20602059bb ("hwmon: Add a driver for\n the thing")\n') }),
      expect: ['information trailer.bad-fixes | Fixes: 4d20602059bb ("hwmon: Add a driver for'],
    },
    {
      name: "empty lines around it",
      text: mail({ log: trailers('Fixes: 4d20602059bb ("hwmon: Add")\n\n') }),
      expect: ['information trailer.bad-fixes | Fixes: 4d20602059bb ("hwmon: Add")'],
    },
    {
      name: "no colon",
      text: mail({ log: trailers('Fixes 4d20602059bb ("hwmon: Add")\n') }),
      expect: ['information trailer.bad-fixes | Fixes 4d20602059bb ("hwmon: Add")'],
    },
    {
      name: "quotes unbalanced",
      text: mail({ log: trailers('Fixes: 4d20602059bb ("hwmon: Add)\n') }),
      expect: ['information trailer.bad-fixes | Fixes: 4d20602059bb ("hwmon: Add)'],
    },
    {
      name: "quotes in the subject",
      text: mail({ log: trailers('Fixes: 4d20602059bb ("hwmon: Add "frost" (again)")\n') }),
      expect: [],
    },
    {
      name: "lowercase name",
      text: mail({ log: trailers('fixes: 4d20602059bb ("hwmon: Add")\n') }),
      expect: ['information trailer.bad-fixes | fixes: 4d20602059bb ("hwmon: Add")'],
    },
    {
      name: "in a reply",
      text: mail({ subject: "Re: x", diff: "", diffstat: "", log: "Fixes: 4d2060\n" }),
      expect: [],
    },
  ],
  "trailer.duplicate": [
    {
      name: "sound",
      text: mail({
        log: trailers(
          "Reviewed-by: Bo Lindqvist <bo@example.org>\nAcked-by: Bo Lindqvist <bo@example.org>\n",
        ),
      }),
      expect: [],
    },
    {
      name: "a patch that came back: a hint",
      text: mail({ log: `${LOG}Signed-off-by: Bo <bo@example.org>\n${LOG.slice(LOG.indexOf("Signed"))}` }),
      expect: ["hint trailer.duplicate | Signed-off-by: Anna Berg <anna.berg@example.org>"],
    },
    {
      name: "twice",
      text: mail({
        log: trailers(
          "Reviewed-by: Bo Lindqvist <bo@example.org>\nReviewed-By: Bo  Lindqvist <bo@example.org>\n",
        ),
      }),
      expect: ["information trailer.duplicate | Reviewed-By: Bo  Lindqvist <bo@example.org>"],
    },
  ],
  "series.missing-patch": [
    { name: "whole", text: series("v2 ", ["0/3", "1/3", "2/3", "3/3"]), expect: [] },
    { name: "whole without a cover", text: series("", ["1/2", "2/2"]), expect: [] },
    { name: "one lone mail", text: series("", ["2/3"]), expect: [] },
    {
      name: "one missing",
      text: series("v2 ", ["0/3", "1/3", "3/3"]),
      expect: ["hint series.missing-patch | Subject: [PATCH v2 0/3] hwmon: (frost) Part 0/3"],
    },
    {
      name: "only the first version lacks one",
      text: series("", ["0/2", "1/2"]) + series("v2 ", ["0/2", "1/2", "2/2"]),
      expect: ["hint series.missing-patch | Subject: [PATCH 0/2] hwmon: (frost) Part 0/2"],
    },
  ],
};
