import { cover, mailText, patch, reply } from "./mails.js";

/** A mailbox, and what is in it. */
export interface DialectCase {
  readonly name: string;
  readonly mailbox: string;
  /** Subjects of the messages. */
  readonly subjects: readonly string[];
  /** A line that the body of the message of that number must hold when it is given out. */
  readonly lines?: Readonly<Record<number, readonly string[]>>;
  /** How many `git mailsplit` finds, where it takes text for messages (or cannot read the mailbox). */
  readonly git?: number;
  /** How many Python's mailbox module finds, where that is another number. */
  readonly python?: number;
}

const mail = "From anna@example.org Mon Mar  9 10:17:29 2026";
const archive = "From mboxrd@z Thu Jan  1 00:00:00 1970";
const hash = "0123456789".repeat(4);
const git = `From ${hash} Mon Sep 17 00:00:00 2001`;

/** A patch as git format-patch writes it, with its separator. */
const pastedPatch = `${git}\nFrom: Cy Dorn <cy@example.com>\nDate: Mon, 2 Mar 2026 08:00:00 +0100\nSubject: [PATCH] pasted\n\nText\n---\n x | 2 +-\n-- \n2.39.5\n\n`;
const threadedPatch = pastedPatch.replace("Date:", "Message-ID: <pasted@example.com>\nDate:");

const travelled = (subject: string, body: string, more: Readonly<Record<string, string>> = {}): string =>
  mailText(
    {
      Received: "from a.example.org by b.example.org; Mon, 9 Mar 2026 10:02:00 +0100",
      From: "Anna Berg <anna@example.org>",
      Subject: subject,
      Date: "Mon, 9 Mar 2026 10:01:00 +0100",
      "Message-ID": `<${subject.replaceAll(/\W/g, "")}@example.org>`,
      ...more,
    },
    body,
  );
const box = (separator: string, ...mails: readonly string[]): string =>
  mails.map((each) => `${separator}\n${each}\n`).join("");
const withLength = (subject: string, body: string, length = new TextEncoder().encode(body).length): string =>
  travelled(subject, body, { "Content-Length": String(length) });

const bare =
  "Hello,\n\nFrom cy@example.com Mon Mar  9 09:00:00 2026\nFrom: Cy <cy@example.com>\nSubject: inner\nMessage-ID: <inner@example.com>\nReceived: from x by y; Mon, 9 Mar 2026 09:00:00 +0100\n\nInner text\n";
const multipart = (isClosed: boolean): string =>
  `--=_b1\nContent-Type: text/plain\n\nSee below\n--=_b1\nContent-Type: text/x-patch\n\n${threadedPatch.replace("Subject:", "Received: from x by y; Mon, 9 Mar 2026 09:00:00 +0100\nSubject:")}${isClosed ? "--=_b1--\n" : ""}`;
const multipartHeader = { "Content-Type": 'multipart/mixed;\n\tboundary="=_b1"' };

export const dialectCases: readonly DialectCase[] = [
  {
    name: "mboxrd: one > taken away at every depth",
    mailbox: box(archive, travelled("one", ">From here\n>>From there\n> >From quoted\nFromage\n"), patch),
    subjects: ["one", "[PATCH v2 1/2] hwmon: Fix temperatures"],
    lines: { 0: ["From here", ">From there", "> >From quoted", "Fromage"] },
  },
  {
    name: "mboxo: one > taken away from >From alone",
    mailbox: box(mail, travelled("one", ">From here\n>>From there\n"), travelled("two", "x\n")),
    subjects: ["one", "two"],
    lines: { 0: ["From here", ">>From there"] },
  },
  {
    name: "mboxcl: Content-Length and escapes",
    mailbox: box(mail, withLength("one", "a\n>From here\n"), withLength("two", "x\n")),
    subjects: ["one", "two"],
    lines: { 0: ["From here"] },
  },
  {
    name: "mboxcl2: a whole mail in a body that Content-Length spans, nothing unescaped",
    mailbox: box(mail, withLength("one", `${bare}>From here\n`), withLength("two", "x\n")),
    subjects: ["one", "two"],
    lines: { 0: ["From cy@example.com Mon Mar  9 09:00:00 2026", ">From here"] },
    git: 3,
    python: 3,
  },
  {
    name: "mboxcl2: at the end of the file",
    mailbox: box(mail, withLength("one", "x\n"), withLength("two", bare)),
    subjects: ["one", "two"],
    git: 3,
    python: 3,
  },
  {
    name: "mboxcl2: letters of two and more bytes",
    mailbox: box(mail, withLength("one", `Grüße 😀\n${bare}`), withLength("two", "x\n")),
    subjects: ["one", "two"],
    git: 3,
    python: 3,
  },
  {
    name: "a Content-Length that is wrong is not believed",
    mailbox: box(
      mail,
      withLength("one", "x\n", 5),
      withLength("two", "y\n", 100_000),
      withLength("three", "z\n", 0),
    ),
    subjects: ["one", "two", "three"],
  },
  {
    name: "a Content-Length in an archive's mbox does not matter",
    mailbox: box(archive, withLength("one", "x\n", 400), withLength("two", "y\n", 3)),
    subjects: ["one", "two"],
  },
  {
    name: "git format-patch",
    mailbox: pastedPatch + pastedPatch.replace("pasted", "second"),
    subjects: ["[PATCH] pasted", "[PATCH] second"],
  },
  {
    name: "b4: From git@z",
    mailbox: box("From git@z Thu Jan  1 00:00:00 1970", cover, patch),
    subjects: ["[PATCH v2 0/2] hwmon: Cold places", "[PATCH v2 1/2] hwmon: Fix temperatures"],
  },
  {
    name: "a patch pasted into a mail, with its From <hash> line",
    mailbox: box(mail, travelled("one", `Try this:\n\n${pastedPatch}`), travelled("two", "x\n")),
    subjects: ["one", "two"],
    git: 3,
    python: 3,
  },
  {
    name: "a threaded patch pasted into a mail that came by mail",
    mailbox: box(mail, travelled("one", `Try this:\n\n${threadedPatch}`), travelled("two", "x\n")),
    subjects: ["one", "two"],
    git: 3,
    python: 3,
  },
  {
    name: "a patch pasted into a mail of an archive's mbox",
    mailbox: box(archive, travelled("one", `Try this:\n\n${pastedPatch}`), travelled("two", "x\n")),
    subjects: ["one", "two"],
    git: 3,
    python: 3,
  },
  {
    name: "an attached mail in a multipart that is still open",
    mailbox: box(mail, travelled("one", multipart(true), multipartHeader), travelled("two", "x\n")),
    subjects: ["one", "two"],
    git: 3,
    python: 3,
  },
  {
    name: "a multipart that is never closed swallows nothing",
    mailbox: box(
      mail,
      travelled("one", "--=_b1\n\nLost\n", multipartHeader),
      travelled("two", "--=_b1\n\nx\n--=_b1--\n", multipartHeader),
      travelled("three", "x\n"),
    ),
    subjects: ["one", "two", "three"],
  },
  {
    name: "a multipart that is never closed, and its closing line quoted two mails later",
    mailbox: box(
      mail,
      travelled("one", "--=_b1\n\nLost\n", multipartHeader),
      travelled("two", "x\n"),
      travelled("three", "> your mail ends in\n--=_b1--\n"),
      travelled("four", "x\n"),
    ),
    subjects: ["one", "two", "three", "four"],
  },
  {
    name: "a multipart that is never closed hides no mail of few fields",
    mailbox: box(
      mail,
      travelled("one", "--=_b1\n\nLost\n", multipartHeader),
      mailText({ From: "bo@example.com", Subject: "two", "Message-ID": "<two@example.com>" }, "--=_b1--\n"),
    ),
    subjects: ["one", "two"],
  },
  {
    name: "a Content-Length of the sender that spans the next mail",
    mailbox: box(
      mail,
      withLength("one", "x\n", 3 + `${mail}\n${travelled("two", "y\n")}`.length),
      travelled("two", "y\n"),
      travelled("three", "z\n"),
    ),
    subjects: ["one", "two", "three"],
  },
  {
    name: "a Content-Length of the sender that spans the next mail, between mails without one",
    mailbox: box(
      mail,
      travelled("zero", "x\n"),
      withLength("one", "x\n", 3 + `${mail}\n${travelled("two", "y\n")}`.length),
      travelled("two", "y\n"),
      withLength("three", "z\n"),
    ),
    subjects: ["zero", "one", "two", "three"],
  },
  {
    name: "a Content-Length of the sender that reaches to the end of the file",
    mailbox: box(
      mail,
      withLength("one", "x\n", 3 + `${mail}\n${travelled("two", "y\n")}`.length),
      travelled("two", "y\n"),
    ),
    subjects: ["one", "two"],
  },
  {
    name: "From lines of the text: no date, no header below, a header that no mail has",
    mailbox: box(
      mail,
      travelled(
        "one",
        "a\n\nFrom here on\nNote: x\n\nFrom the north 10:20:30 2026\nnot a header\n\nFrom bo@example.com Mon Mar  9 09:00:00 2026\nNote: x\n",
      ),
      travelled("two", "x\n"),
    ),
    subjects: ["one", "two"],
    // git asks for a sender and a time, Python for nothing.
    git: 4,
    python: 5,
  },
  {
    name: "mails and patches that were joined",
    mailbox: box(mail, cover, reply).concat(
      box(mail, travelled("one", "x\n")),
      box(git, travelled("two", "x\n")),
    ),
    subjects: [
      "[PATCH v2 0/2] hwmon: Cold places",
      "Re: [PATCH v2 1/2] hwmon: Fix temperatures",
      "one",
      "two",
    ],
    // In the reply stand `From here on it is text.` and `From the north 10:20:30 2026`.
    git: 5,
    python: 6,
  },
  {
    name: "an escaped separator above the header",
    mailbox: box(
      mail,
      `>From bo@example.com Mon Mar  9 09:00:00 2026\n${travelled("one", "x\n")}`,
      travelled("two", "y\n"),
    ),
    subjects: ["one", "two"],
  },
  {
    name: "one mail, no mailbox",
    mailbox: travelled("one", `>From here\n\n${pastedPatch}`),
    subjects: ["one"],
    lines: { 0: [">From here"] },
  },
];
