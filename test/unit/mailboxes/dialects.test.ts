import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { createHeaderScan } from "../../../server/src/mailboxes/headerScan.js";
import { openSource } from "../../../server/src/mailboxes/openSource.js";
import { mailFileOf } from "../../../server/src/mailboxes/summary.js";
import { dialectCases } from "./dialects.js";
import { withoutPlaces } from "./mails.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-dialects-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Texts of all messages of a file, by `readAll`, and each by `read`. */
async function texts(name: string, bytes: Uint8Array): Promise<string[]> {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  const source = await openSource(file);
  const all: string[] = [];
  await source.readAll(({ bytes: own }) => void all.push(Buffer.from(own).toString("utf8")));
  for (const [index, text] of all.entries()) {
    expect(Buffer.from(await source.read(source.uri, index)).toString("utf8")).toBe(text);
  }
  return all;
}

const hasPython = spawnSync("python3", ["-c", "import mailbox"]).status === 0;
if (!hasPython) console.log(`skipped: ${dialectCases.length} checks, since python3 is absent`);

describe("dialects of mbox", () => {
  for (const one of dialectCases) {
    for (const [form, mailbox] of [
      ["LF", one.mailbox],
      ["CRLF", one.mailbox.replaceAll("\n", "\r\n")],
    ] as const) {
      // With other line ends a Content-Length is a wrong one.
      if (form === "CRLF" && one.mailbox.includes("Content-Length")) continue;
      const bytes = new TextEncoder().encode(mailbox);

      it(`${one.name} (${form})`, async () => {
        const scan = createHeaderScan("file:///a.mbox");
        scan.push(bytes);
        const messages = scan.end();
        expect(messages.map(({ subject }) => subject)).toEqual(one.subjects);
        expect(withoutPlaces(messages)).toEqual(
          // A commit and the archive's address are told by whoever has parsed the whole text only.
          mailFileOf("file:///a.mbox", parse(mailbox).document).messages.map(
            ({ commit: _commit, archivedAt: _archivedAt, ...rest }) => rest,
          ),
        );
        const plain = await texts("a.mbox", bytes);
        expect(await texts("a.mbox.gz", gzipSync(bytes))).toEqual(plain);
        expect(plain).toHaveLength(one.subjects.length);
        for (const [index, lines] of Object.entries(one.lines ?? {})) {
          expect((plain[Number(index)] ?? "").split(/\r?\n/)).toEqual(expect.arrayContaining([...lines]));
        }
        for (const text of plain) expect(text).toMatch(/^(?:Received|From|Date|Subject|Message-ID): /);
      });
    }

    it(`${one.name}: what git mailsplit finds`, () => {
      const file = path.join(folder, "git.mbox");
      const out = mkdtempSync(path.join(folder, "split-"));
      writeFileSync(file, one.mailbox);
      const done = spawnSync("git", ["mailsplit", "-b", `-o${out}`, file], { encoding: "utf8" });
      expect(Number(done.stdout)).toBe(one.git ?? one.subjects.length);
      expect(readdirSync(out)).toHaveLength(one.git ?? one.subjects.length);
    });

    it.runIf(hasPython)(`${one.name}: what Python finds`, () => {
      const file = path.join(folder, "python.mbox");
      writeFileSync(file, one.mailbox);
      const program = "import mailbox,sys; print(len(mailbox.mbox(sys.argv[1], create=False)))";
      const done = spawnSync("python3", ["-c", program, file], { encoding: "utf8" });
      // To Python a file that begins otherwise is no mbox.
      const expected = one.mailbox.startsWith("From ") ? (one.python ?? one.subjects.length) : undefined;
      if (expected !== undefined) expect(Number(done.stdout)).toBe(expected);
    });
  }

  it("gives the same whatever the pieces, also from memory that is used again", () => {
    const all = dialectCases.map(({ mailbox }) => Buffer.from(mailbox));
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 60 }),
        (bytes, sizes) => {
          const whole = createHeaderScan("file:///a.mbox");
          whole.push(bytes);
          const expected = whole.end();
          const scan = createHeaderScan("file:///a.mbox");
          const buffer = Buffer.alloc(1000);
          const found = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = Math.min(sizes[turn % sizes.length] ?? 1, bytes.length - at);
            bytes.copy(buffer, 0, at, at + size);
            scan.push(buffer.subarray(0, size));
            buffer.fill(0x46);
            found.push(...scan.take());
            at += size;
          }
          found.push(...scan.end());
          expect(found).toEqual(expected);
          expect(scan.places).toEqual(whole.places);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("knows places that tile the file but for separators", () => {
    for (const { mailbox } of dialectCases) {
      const bytes = Buffer.from(mailbox);
      const scan = createHeaderScan("file:///a.mbox");
      scan.push(bytes);
      scan.end();
      let end = 0;
      for (const place of scan.places) {
        const between = bytes.subarray(end, place.start).toString();
        expect(between === "" || /^(?:>?From .*\n)+$/.test(between), between).toBe(true);
        end = place.start + place.length;
      }
      expect(end).toBe(bytes.length);
    }
  });
});

describe("mailboxes made to confuse", () => {
  const separator = "From anna@example.org Mon Mar  9 10:17:29 2026\n";
  const header = (at: number): string => `From: a@example.org\nSubject: x\nMessage-ID: <${at}@example.org>\n`;
  const repeat = (count: number, make: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => make(at)).join("");
  const cases: readonly (readonly [string, string, number])[] = [
    [
      "20,000 multiparts that are never closed",
      repeat(
        20_000,
        (at) => `${separator}${header(at)}Content-Type: multipart/x; boundary=b${at}\n\n--b${at}\n\n`,
      ),
      20_000,
    ],
    [
      "20,000 with the same boundary, closed by the last one",
      `${repeat(20_000, (at) => `${separator}${header(at)}Content-Type: multipart/x; boundary=b\n\n--b\n\n`)}--b--\n`,
      20_000,
    ],
    [
      "20,000 lengths that lead nowhere",
      repeat(20_000, (at) => `${separator}${header(at)}Content-Length: 30000000\n\nx\n\n`),
      20_000,
    ],
    [
      "200,000 separators without a header below",
      `${separator}${header(0)}\n${separator.repeat(200_000)}`,
      1,
    ],
  ];
  for (const [name, mailbox, count] of cases) {
    it(name, () => {
      const scan = createHeaderScan("file:///a.mbox");
      scan.push(Buffer.from(mailbox));
      scan.end();
      expect(scan.places).toHaveLength(count);
      expect(parse(mailbox).document.messages).toHaveLength(count);
    });
  }
});

describe("what lore and git write, against git mailsplit", () => {
  const archives = dialectCases.filter(({ mailbox }) => mailbox.startsWith("From mboxrd@z"));
  it("each message is the same as git gives out, but for the empty line of the mbox", async () => {
    let compared = 0;
    for (const one of archives.filter(({ git }) => git === undefined)) {
      const out = mkdtempSync(path.join(folder, "split-"));
      const plain = await texts("b.mbox", Buffer.from(one.mailbox));
      spawnSync("git", ["mailsplit", "--mboxrd", `-o${out}`, path.join(folder, "b.mbox")]);
      for (const [index, text] of plain.entries()) {
        const theirs = readFileSync(path.join(out, String(index + 1).padStart(4, "0")), "utf8");
        expect(theirs.replace(/^From .*\n/, "").replace(/\n\n$/, "\n")).toBe(text);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(2);
  });
});
