import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import { corpusFiles, hasShared } from "./shared.js";

/** Reads messages (base64, one a line) with Python's email package and prints a JSON row for each. */
const PYTHON = `
import base64, email, email.header, email.utils, json, sys
def decoded(value):
    return str(email.header.make_header(email.header.decode_header(value))) if value is not None else ""
for line in sys.stdin:
    mail = email.message_from_bytes(base64.b64decode(line))
    row = {}
    try: row["subject"] = " ".join(decoded(mail["Subject"]).split())
    except Exception: row["subject"] = None
    try:
        name, address = email.utils.parseaddr(" ".join(str(mail["From"] or "").split()))
        row["name"] = " ".join(decoded(name).split())
        row["address"] = address
    except Exception: row["name"] = row["address"] = None
    try: row["date"] = int(email.utils.mktime_tz(email.utils.parsedate_tz(mail["Date"])) * 1000)
    except Exception: row["date"] = None
    row["id"] = str(mail["Message-ID"] or "").strip().strip("<>")
    print(json.dumps(row))
`;

interface Row {
  readonly subject: string | null;
  readonly name: string | null;
  readonly address: string | null;
  readonly date: number | null;
  readonly id: string;
}

/** Where Python and we differ, and why. */
const KNOWN: Readonly<Record<string, string>> = {
  "eml/single/7676bf3db5.eml 0": "no Subject in the header: we take the in-body one, as git am does",
  "eml/mime-rfc/004.eml 0":
    "From: Moderator-Address is no address (no @): a name to us, an address to Python",
};

const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) console.log("skipped: 1 check, since python3 is absent");

describe.runIf(hasShared("corpus", 1) && hasPython)("headers of the corpus", () => {
  it("say what Python's email package says", () => {
    const cases = corpusFiles()
      .filter((file) => /\.(?:eml|mbox|mbx|patch)$/.test(file.path))
      .flatMap((file) => {
        const { document } = parse(file.bytes.toString("latin1"));
        return document.messages
          .filter((message) => message.header.fields.length > 0 && document.form === "mail")
          .map((message) => ({
            name: `${file.path} ${message.index}`,
            bytes: file.bytes.subarray(message.header.span.start, message.span.end),
          }));
      });
    const input = cases.map(({ bytes }) => bytes.toString("base64")).join("\n");
    const run = spawnSync("python3", ["-c", PYTHON], { input, maxBuffer: 1 << 28 });
    const rows = run.stdout
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Row);
    expect(rows).toHaveLength(cases.length);
    const wrong: Record<string, string> = {};
    for (const [at, { name, bytes }] of cases.entries()) {
      const row = rows[at];
      // Raw 8-bit headers: Python makes surrogates of them, we read UTF-8.
      const text = bytes.toString("utf8");
      const message = parse(text).document.messages[0];
      if (!row || !message) continue;
      const is8bit = /[^\x00-\x7f]/.test(text.slice(0, message.header.span.end));
      const differences: string[] = [];
      if (!is8bit && row.subject !== null && row.subject !== message.subject)
        differences.push(`subject ${row.subject} | ${message.subject}`);
      if (!is8bit && row.name !== null && row.name !== (message.sender?.name ?? ""))
        differences.push(`name ${row.name} | ${message.sender?.name}`);
      if (!is8bit && row.address !== null && row.address !== (message.sender?.address ?? ""))
        differences.push(`address ${row.address} | ${message.sender?.address}`);
      if (row.date !== message.date) differences.push(`date ${row.date} | ${message.date}`);
      if (row.id !== (message.messageId ?? "")) differences.push(`id ${row.id} | ${message.messageId}`);
      if (differences.length > 0) wrong[name] = differences.join("; ");
    }
    console.log(`headers: ${cases.length} messages compared with Python's email`);
    expect(cases.length).toBeGreaterThan(400);
    expect(
      Object.keys(wrong)
        .filter((name) => KNOWN[name] === undefined)
        .map((name) => `${name}: ${wrong[name]}`),
    ).toEqual([]);
    expect(
      Object.keys(KNOWN).filter((name) => wrong[name] === undefined),
      "known differences that are gone",
    ).toEqual([]);
  }, 60_000);
});
