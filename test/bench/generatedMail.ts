import { closeSync, openSync, writeSync } from "node:fs";
import type { MessageSummary } from "../../server/src/threads/model.js";
import { createRandom, type Random } from "./random.js";

/** One mail of a generated list: who answers whom, in threads of one to some dozens. */
interface GeneratedMail {
  readonly id: string;
  readonly references: readonly string[];
  readonly subject: string;
  readonly name: string;
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly date: number;
}

const words =
  "page folio inode extent journal block buffer queue lock reader writer table entry cache flush commit".split(
    " ",
  );
const names = "Ada Bo Cy Dan Eva Fay Gus Hal Ida Jon Kim Leo Mia Ned Ola Pia".split(" ");
const maxOpenThreads = 40;

/** Mail as on a busy list: series of patches, answers to them, threads that go on while others begin. */
function* generatedMail(count: number, random: Random): Generator<GeneratedMail> {
  const open: GeneratedMail[] = [];
  for (let index = 0; index < count; index++) {
    const person = random.below(400);
    const name = `${names[person % names.length] ?? ""} ${names[(person * 7) % names.length] ?? ""}berg ${person}`;
    const isReply = open.length > 0 && random.below(100) < 75;
    const parent = isReply ? random.pick(open) : null;
    const title = `[PATCH ${1 + random.below(9)}/9] fs: ${random.pick(words)}: mend the ${random.pick(words)} ${index}`;
    const mail: GeneratedMail = {
      id: `20260309${String(index).padStart(8, "0")}.${random.below(1e6)}-1-person${person}@lists.example.org`,
      references: parent === null ? [] : [...parent.references, parent.id].slice(-12),
      subject:
        parent === null
          ? title
          : parent.subject.startsWith("Re: ")
            ? parent.subject
            : `Re: ${parent.subject}`,
      name,
      address: `person${person}@example.org`,
      date: Date.UTC(2026, 2, 9) + index * 60_000,
    };
    if (open.length < maxOpenThreads) open.push(mail);
    else open[random.below(maxOpenThreads)] = mail;
    yield mail;
  }
}

/** Writes an mbox of about `bytes` bytes; returns its size. */
export function writeMbox(file: string, count: number, bytes: number): number {
  const random = createRandom(20_260_309);
  const output = openSync(file, "w");
  const bodyBytes = bytes / count - 2300;
  let size = 0;
  let pending: string[] = [];
  const flush = (): void => {
    size += writeSync(output, Buffer.from(pending.join(""), "latin1"));
    pending = [];
  };
  for (const mail of generatedMail(count, random)) {
    pending.push(header(mail, random), "\n", body(bodyBytes * (0.1 + random.below(180) / 100), random), "\n");
    if (pending.length > 2000) flush();
  }
  flush();
  closeSync(output);
  return size;
}

function header({ id, references, subject, name, address, date }: GeneratedMail, random: Random): string {
  const when = new Date(date).toUTCString().replace("GMT", "+0000");
  const noise = (length: number): string => {
    let text = "";
    while (text.length < length) text += random.below(2 ** 31).toString(36);
    return text.slice(0, length);
  };
  const received = [1, 2, 3, 4].map(
    (hop) =>
      `Received: from mail${hop}.example.org (mail${hop}.example.org [192.0.2.${random.below(250)}])\n\tby mx${hop}.example.com (Postfix) with ESMTPS id ${noise(12)}\n\tfor <list@example.org>; ${when}\n`,
  );
  const signature = [0, 1, 2, 3].map(() => `\n\t ${noise(68)}`).join("");
  const lines = [
    "From mboxrd@z Thu Jan  1 00:00:00 1970\n",
    "Return-Path: <list-owner@example.org>\n",
    ...received,
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=${noise(8)};${signature}\n`,
    `X-Gm-Message-State: ${noise(160)}\n`,
    `From: ${name} <${address}>\n`,
    "To: linux-list@example.org\n",
    `Cc: ${[1, 2, 3, 4, 5].map((at) => `Person ${at} <person${at}@example.com>`).join(",\n\t")}\n`,
    `Subject: ${subject}\n`,
    `Date: ${when}\n`,
    `Message-ID: <${id}>\n`,
    ...(references.length === 0
      ? []
      : [
          `In-Reply-To: <${references.at(-1) ?? ""}>\n`,
          `References: ${references.map((reference) => `<${reference}>`).join("\n\t")}\n`,
        ]),
    "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n",
  ];
  return lines.join("");
}

function body(bytes: number, random: Random): string {
  const lines: string[] = [];
  let length = 0;
  const put = (line: string): void => {
    lines.push(line);
    length += line.length + 1;
  };
  put("The reader takes the lock twice where it flushes.");
  put("");
  put("Signed-off-by: Ada Adaberg 1 <person1@example.org>");
  put("---");
  while (length < bytes) {
    const file = `fs/${random.pick(words)}/${random.pick(words)}.c`;
    put(`diff --git a/${file} b/${file}`);
    put("index 0123456789ab..ba9876543210 100644");
    put(`--- a/${file}`);
    put(`+++ b/${file}`);
    const start = 1 + random.below(900);
    put(`@@ -${start},9 +${start},10 @@ static int ${random.pick(words)}_${random.pick(words)}(void)`);
    for (let line = 0; line < 8; line++)
      put(` \tret = ${random.pick(words)}_${random.pick(words)}(${line});`);
    put(`-\tflush_${random.pick(words)}(inode, ${random.below(100)});`);
    put(`+\tflush_${random.pick(words)}(inode, ${random.below(100)});`);
    put("+\tif (ret < 0)");
  }
  put("-- ");
  put("2.43.0");
  return `${lines.join("\n")}\n`;
}

/** Summaries alone, as a scan would give them. */
export function generatedSummaries(count: number): MessageSummary[] {
  const random = createRandom(4);
  const result: MessageSummary[] = [];
  const uri = "file:///generated.mbox";
  for (const mail of generatedMail(count, random)) {
    result.push({
      uri,
      index: result.length,
      line0: result.length * 100,
      messageId: mail.id,
      isSynthetic: false,
      inReplyTo: mail.references.slice(-1),
      references: mail.references,
      subject: mail.subject,
      fromName: mail.name,
      fromAddress: mail.address,
      date: mail.date,
      byteStart: result.length * 5000,
      byteLength: 4900,
    });
  }
  return result;
}
