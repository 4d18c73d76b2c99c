import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { diagnoseText, mail } from "../unit/diagnostics/support.js";

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), "b4am.py");
const separator = "From mboxrd@z Thu Jan  1 00:00:00 1970\n";
const TRAILER = "Carl Coder <carl@example.com>";

/** Senders of replies that give a trailer of Carl's. */
const SENDERS = [
  "Carl Coder <carl@example.com>",
  "Carl Coder <CARL@example.com>",
  "Carl Coder <cc@example.net>",
  "carl coder <cc@example.net>",
  '"Coder, Carl" <cc@example.net>',
  "carl@example.com",
  "C. Coder <carl@example.com>",
  "C. Coder <cc@example.net>",
  "Carl <cc@example.net>",
  "Bo Lindqvist <bo@example.org>",
  "cc@example.net",
];

const patch = mail({ separator, headers: "Message-ID: <1@example.org>\n" });
const reply = (from: string, at: number): string =>
  `${separator}From: ${from}\nDate: Tue, 10 Mar 2026 10:17:3${at % 10} +0100\nSubject: Re: [PATCH] hwmon: (frost) Fix temperatures below zero\nMessage-ID: <r${at}@example.org>\nIn-Reply-To: <1@example.org>\nReferences: <1@example.org>\n\nOn Mon, 9 Mar 2026, Anna Berg wrote:\n> The registers hold a signed value.\n\nReviewed-by: ${TRAILER}\n\n`;

/** For each sender, whether b4 leaves the trailer out; null: there is no b4. */
function leftOutByB4(): boolean[] | null {
  const b4 = spawnSync("sh", ["-c", "command -v b4"], { encoding: "utf8" }).stdout.trim();
  if (b4 === "") {
    console.log("skipped: 1 check, since b4 is absent (Debian: apt-get install b4)");
    return null;
  }
  const python =
    fs
      .readFileSync(b4, "utf8")
      .split("\n", 1)[0]
      ?.replace(/^#!\s*/, "") ?? "python3";
  const folder = fs.mkdtempSync(path.join(tmpdir(), "patch-mail-b4-from-"));
  try {
    for (const [at, from] of SENDERS.entries()) {
      const name = String(at).padStart(2, "0");
      fs.writeFileSync(path.join(folder, `${name}.mbox`), patch + reply(from, at));
      fs.writeFileSync(path.join(folder, `${name}.args`), "");
    }
    // b4 wants to know who runs it.
    fs.writeFileSync(
      path.join(folder, ".gitconfig"),
      "[user]\nname = Nobody\nemail = nobody@example.org\n[b4]\nattestation-policy = off\n",
    );
    const env = {
      PATH: process.env["PATH"],
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: "1",
      XDG_DATA_HOME: folder,
      XDG_CACHE_HOME: folder,
      LC_ALL: "C.UTF-8",
    };
    const done = spawnSync(python, [script, folder], { cwd: folder, env, encoding: "utf8" });
    return SENDERS.map((_, at) => {
      const mails = fs.readFileSync(path.join(folder, `${String(at).padStart(2, "0")}.am`), "utf8");
      if (!mails.includes("Signed-off-by: Anna Berg"))
        throw new Error(`b4 wrote no mail: ${done.stderr.slice(0, 300)}`);
      return !mails.includes(`Reviewed-by: ${TRAILER}`);
    });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const leftOut = leftOutByB4();

describe.runIf(leftOut !== null)("trailer.from-mismatch and b4 am", () => {
  it("b4 leaves trailers out, and takes others", () => {
    expect(new Set(leftOut)).toEqual(new Set([true, false]));
  });

  it.each(SENDERS.map((from, at) => [from, leftOut?.[at] ?? false] as const))(
    "%s: left out is %s",
    (from, isLeftOut) => {
      const found = diagnoseText(patch + reply(from, 0)).filter(
        ({ code }) => code === "trailer.from-mismatch",
      );
      expect(found.length > 0).toBe(isLeftOut);
    },
  );
});
