import type { MessageSummary } from "../../../server/src/threads/model.js";

/** Summaries without their places in bytes, which a parsed text does not know. */
export function withoutPlaces(messages: readonly MessageSummary[] | undefined): MessageSummary[] {
  return (messages ?? []).map(({ byteStart: _start, byteLength: _length, ...rest }) => rest);
}

/** Header fields and body of a mail as text. */
export function mailText(fields: Readonly<Record<string, string>>, body = "Hello\n"): string {
  const header = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
  return `${header.join("")}\n${body}`;
}

const date = (minute: number): string => `Mon, 9 Mar 2026 10:${String(minute).padStart(2, "0")}:00 +0100`;

export const cover = mailText({
  From: "Anna Berg <anna@example.org>",
  To: "linux-hwmon@example.com",
  Subject: "[PATCH v2 0/2] hwmon: Cold places",
  Date: date(1),
  "Message-ID": "<cover@example.org>",
});
export const patch = mailText({
  Received:
    "from a.example.org (a.example.org [192.0.2.1])\n\tby b.example.org; Mon, 9 Mar 2026 10:02:00 +0100",
  From: "=?UTF-8?Q?Anna_B=C3=A4rg?= <anna@example.org>",
  Subject: "[PATCH v2 1/2] hwmon: Fix\n temperatures",
  Date: date(2),
  "Message-Id": "<one@example.org>",
  "In-Reply-To": "<cover@example.org>",
  References: "<root@example.org>\n\t<cover@example.org>",
});
export const reply = mailText(
  {
    From: "Bo Lindqvist <bo@example.com>",
    Subject: "Re: [PATCH v2 1/2] hwmon: Fix temperatures",
    Date: date(3),
    "Message-ID": "<reply@example.com>",
    "In-Reply-To": "<one@example.org>",
  },
  "> quoted\n\nFrom here on it is text.\n\nFrom the north 10:20:30 2026\nnot a header\n",
);
export const withoutId = mailText({ From: "cy@example.com", Subject: "No id" }, "No end of line");

/** Mails joined as an mbox (RFC 4155). */
export function mailbox(
  mails: readonly string[],
  separator = "From mboxrd@z Thu Jan  1 00:00:00 1970",
): string {
  return mails.map((mail) => `${separator}\n${mail}\n`).join("");
}
