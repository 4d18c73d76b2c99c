import type { Random } from "../bench/random.js";

/** Pieces that mean something to a reader of mail and diffs. */
export const pieces = [
  "\n",
  "\r",
  "\r\n",
  "\n\n",
  "\0",
  "\t",
  " ",
  ">",
  "> ",
  ">> ",
  "> > ",
  "| ",
  "AB> ",
  "-- \n",
  "--\n",
  "---\n",
  "--- a/x\n+++ b/x\n",
  "diff --git a/x b/x\n",
  'diff --git "a/\\303\\244" "b/\\303\\244"\n',
  "diff --cc x\n",
  "Index: x\n=====\n",
  "index 123..456 100644\n",
  "@@ -1 +1 @@\n",
  "@@ -1,3 +1,3 @@ fn()\n",
  "@@ -0,0 +1,4294967295 @@\n",
  "@@@ -1,2 -1,2 +1,3 @@@\n",
  "+added\n",
  "-removed\n",
  " context\n",
  "\\ No newline at end of file\n",
  "GIT binary patch\nliteral 3\nKc$@*\n",
  "Binary files a/x and b/x differ\n",
  "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n",
  "\nFrom a@example.org Thu Jan  1 00:00:00 1970\nFrom: A <a@example.org>\n",
  ">From x\n",
  "From: A <a@example.org>\n",
  "Subject: Re: [PATCH v2 1/3] x: y\n",
  "Date: Mon, 1 Jan 2024 00:00:00 +0000\n",
  "Message-ID: <1234567@example.org>\n",
  "In-Reply-To: <1234567@example.org>\n",
  "References: <1@x>\n <2@x>\n",
  "Content-Type: multipart/mixed; boundary=b\n",
  "\n--b\n",
  "--b--\n",
  "Content-Transfer-Encoding: base64\n",
  "Content-Transfer-Encoding: quoted-printable\n",
  "Content-Type: text/plain; format=flowed\n",
  "=\n",
  "=3D",
  "=?utf-8?q?=c3=a4?=",
  "=?utf-8?b?w6Q=?= ",
  "On Mon, Jan 1, 2024 at 1:00 PM A <a@example.org> wrote:\n",
  "Am 1.1.2024 schrieb A:\n",
  "Signed-off-by: A <a@example.org>\n",
  'Fixes: 0123456789ab ("x: y")\n',
  "[ Upstream commit 0123456789abcdef0123456789abcdef01234567 ]\n",
  "commit 0123456789ab upstream.\n",
  "Link: https://lore.kernel.org/r/1234567@example.org\n",
  " x/y.c | 12 +++---\n",
  " 1 file changed, 6 insertions(+), 6 deletions(-)\n",
  " create mode 100644 x\n",
  "Range-diff against v1:\n1:  0123456 ! 1:  0123457 x\n",
  "base-commit: 0123456789abcdef0123456789abcdef01234567\n",
  "-- >8 --\n",
  "BUG: unable to handle page fault\n",
  "[    1.234567] RIP: 0010:x+0x1/0x2\n",
  "Call Trace:\n <TASK>\n",
  "public inbox for linux-x@example.org\n",
  "* [PATCH] x\n",
  "Thread overview: 3+ messages in thread\n",
  "2024-01-01  1:00 [PATCH] x A\n2024-01-01  2:00 ` B\n",
  "[not found] <1@x>\n",
  "Reply instructions:\n",
  "[-- Attachment #2: x.patch --]\n[-- Type: text/plain --]\n",
  "(permalink / raw)",
  ">> x/y.c:1:2: warning: z\n",
  "> 2158\tint x;\n",
  "kernel test robot noticed:\n",
  "é",
  "🧩",
  "\ud83e",
  "\u202e",
  "\u00a0",
  "\ufffd",
] as const;

/** A changed text: one to a few steps, sometimes with a part of another sample in it. */
export function mutate(samples: readonly string[], random: Random): string {
  let text = random.pick(samples);
  for (let steps = 1 + random.below(6); steps > 0; steps--) text = step(text, samples, random);
  return text.slice(0, 400_000);
}

function step(text: string, samples: readonly string[], random: Random): string {
  const at = random.below(text.length + 1);
  const to = Math.min(text.length, at + random.below(random.pick([3, 30, 300, 3000])));
  switch (random.below(14)) {
    case 0:
    case 1:
    case 2:
      return text.slice(0, at) + random.pick(pieces) + text.slice(at);
    case 3: {
      const start = lineStart(text, at);
      return text.slice(0, start) + random.pick(pieces) + text.slice(start);
    }
    case 4:
      return text.slice(0, at) + text.slice(to);
    case 5:
      return text.slice(0, at);
    case 6:
      return text.slice(at);
    case 7:
      // The same again, up to some hundred times.
      return (
        text.slice(0, at) +
        text.slice(at, to).repeat(1 + random.below(random.pick([3, 300]))) +
        text.slice(to)
      );
    case 8: {
      const other = random.pick(samples);
      const from = lineStart(other, random.below(other.length + 1));
      const start = lineStart(text, at);
      return text.slice(0, start) + other.slice(from, from + 4000) + text.slice(start);
    }
    case 9: {
      const mark = random.pick(["> ", ">", "| ", ">> ", " > ", "\t", "  "]);
      return text.slice(0, at) + text.slice(at, to).replaceAll("\n", `\n${mark}`) + text.slice(to);
    }
    case 10:
      return random.below(2) === 0 ? text.replaceAll("\n", "\r\n") : text.replaceAll("\n", "\r");
    case 11: {
      const code = random.pick([
        0x20,
        0x2b,
        0x2d,
        0x3e,
        0x40,
        0x0a,
        0x00,
        0x22,
        0x3d,
        0x5c,
        0x7c,
        random.below(0x80),
      ]);
      return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
    }
    case 12: {
      // Two lines change places.
      const lines = text.split("\n");
      const one = random.below(lines.length);
      const two = random.below(lines.length);
      [lines[one], lines[two]] = [lines[two] ?? "", lines[one] ?? ""];
      return lines.join("\n");
    }
    default:
      return (
        text.slice(0, at) +
        random.pick(pieces).repeat(1 + random.below(random.pick([4, 2000]))) +
        text.slice(at)
      );
  }
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}
