import type { Sandbox } from "../git/sandbox.js";

const numbers = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}\n`).join("");

/** Mails of a series by number, 0 the cover letter: as `git format-patch` writes them, without separators. */
export interface GitSeries {
  readonly mails: readonly string[];
}

/**
 * A repository `repo` with the branch `main`, and a series of seven patches on it that mail likes to break: characters
 * beyond ASCII, a line `From …` in a log, CRLF, a rename, a quoted path, a binary file, no newline at the end.
 */
export function seriesOfGit(box: Sandbox): GitSeries {
  box.git("repo", ["init", "-q", "-b", "main"]);
  box.write("repo/.gitattributes", "*.bat -text\n");
  box.write("repo/frost.c", numbers(1, 40));
  box.write("repo/dos.bat", "echo one\r\necho two\r\necho three\r\n");
  box.write("repo/old name.txt", "a name\nwith a blank\nand lines\n");
  box.commit("repo", "Begin\n");
  box.git("repo", ["checkout", "-q", "-b", "work"]);
  const commit = (message: string, author = "Zoë Lind <zoe@example.org>"): string =>
    box.commit("repo", message, { author });
  box.write("repo/frost.c", numbers(1, 4) + "fünf — 五\n" + numbers(6, 40));
  commit(
    "frost: Schreibe fünf, in a subject that is so long that it must be folded in the header of a mail\n\nÜber.\n\nSigned-off-by: Zoë Lind <zoe@example.org>\n",
  );
  box.write("repo/dos.bat", "echo one\r\necho zwei\r\necho three\r\n");
  commit(
    "dos: Say zwei\n\nFrom here on it is German.\nFrom anna@example.org Mon Sep 17 00:00:00 2001\n>From is quoted.\n\nSigned-off-by: Anna Berg <anna@example.org>\n",
    "Anna Berg <anna@example.org>",
  );
  box.git("repo", ["mv", "old name.txt", "nöw name.txt"]);
  commit("names: Rename\n");
  box.write("repo/tail.c", "int a;\n\tint b; \n\nint end;");
  commit(
    "tail: Add a file without an end\n\n- a list\n- of two\n\nCc: Bo Lee <bo@example.com>\nSigned-off-by: Zoë Lind <zoe@example.org>\n",
  );
  box.write("repo/data.bin", new Uint8Array([0, 1, 2, 254, 255, 10, 13]));
  commit("data: Add bytes\n");
  box.write("repo/tail.c", "int a;\n\tint b; \n\nint end;\n");
  commit("tail: End it\n");
  box.write("repo/green.txt", "grün\n");
  commit("[tag] green: Add a word\n");
  const printed = box.git("repo", [
    "format-patch",
    "--stdout",
    "--cover-letter",
    "--thread",
    "-v2",
    "--no-encode-email-headers",
    "--binary",
    "main..work",
  ]);
  box.git("repo", ["checkout", "-q", "main"]);
  const mails = `${printed}\n`
    .split(/^From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\n(?=[A-Z][\w-]*: )/m)
    .slice(1)
    .map((mail) =>
      mail.replace("*** SUBJECT HERE ***", "frost: Words").replace("*** BLURB HERE ***", "Some words."),
    );
  return { mails };
}

/** A reply that gives trailers. */
export function replyTo(mail: string, from: string, body: string, id: string): string {
  const parent = /^Message-Id: (<.*>)$/im.exec(mail)?.[1] ?? "";
  const subject = /^Subject: (.*)$/m.exec(mail)?.[1] ?? "";
  return [
    `From: ${from}`,
    "Date: Fri, 1 May 2026 10:00:00 +0000",
    `Subject: Re: ${subject}`,
    `Message-ID: <${id}@example.org>`,
    `In-Reply-To: ${parent}`,
    "",
    body,
    "",
  ].join("\n");
}

/** The same mail with its body in base64. */
export function inBase64(mail: string): string {
  const end = mail.indexOf("\n\n");
  const head = mail
    .slice(0, end)
    .split("\n")
    .filter((line) => !/^(?:MIME-Version|Content-)/i.test(line))
    .join("\n");
  const body = Buffer.from(mail.slice(end + 2))
    .toString("base64")
    .replace(/.{76}/g, "$&\n");
  return `${head}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n${body}\n`;
}

export const mboxrd = (mails: readonly string[]): string =>
  mails
    .map((mail) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${mail.replace(/^>*From /gm, ">$&")}\n`)
    .join("");
