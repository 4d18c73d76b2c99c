import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decodeMail } from "../../server/src/adapters/decodeMail.js";
import { decodePart, decodeText, type PlanItem } from "../../server/src/core/mail/decodePlan.js";
import { withLineFeeds } from "../../server/src/core/mail/flowed.js";
import { toDecoded, toRaw } from "../../server/src/core/mail/offsetMap.js";
import { parse } from "../../server/src/core/parse.js";
import { openMessage, viewMessage } from "../../server/src/mailboxes/decodedMessage.js";
import { bytesAsText, messagesInFile } from "../../server/src/mailboxes/decodedSource.js";
import { corpusFiles, hasShared } from "./shared.js";

/** What Python's email package says of a part without parts. */
interface PythonPart {
  readonly type: string;
  /** Of the bytes without transfer encoding. */
  readonly sha256: string;
  readonly text: string | null;
}

/**
 * Where Python's email package and we differ, and why. The text rule is the same on both sides: the charset it says,
 * else UTF-8, else windows-1252.
 */
const KNOWN: Readonly<Record<string, string>> = {
  "eml/aerc/quoted-mime-type.eml 0": "a type in quotes is no type for Python",
  "eml/mime-malformed/006.eml 0": "never closed: Python drops the last line end",
  "eml/mime-malformed/008.eml 0": "never closed: Python drops the last line end",
  "eml/mime-malformed/012.eml 0": "never closed: Python drops the last line end",
  "eml/mime-thirdparty/003.eml 0": "blanks behind `quoted-printable`: Python leaves the part encoded",
  "eml/mime-thirdparty/009.eml 0":
    "message/partial: Python reads a message in it, though it is a piece of one",
  "eml/mime-thirdparty/012.eml 0": "a folded boundary: Python finds no parts",
};
/** Where mailparser and we differ, and why. */
const KNOWN_MAILPARSER: readonly string[] = [
  // Never closed: mailparser drops the last line end.
  "eml/mime-malformed/012.eml 0: message/rfc822 93 bytes",
];

const script = `
import sys, json, base64, email, hashlib
def text_of(part, data):
    charset = part.get_content_charset('us-ascii')
    for name in (charset, 'utf-8', 'cp1252'):
        try:
            return data.decode(name)
        except Exception:
            pass
    return None
def leaves(part):
    kind = part.get_content_type()
    if part.is_multipart() and kind != 'message/delivery-status':
        for child in part.get_payload():
            yield from leaves(child)
        return
    data = part.get_payload(decode=True)
    if data is None:
        data = b''
    yield {'type': kind, 'sha256': hashlib.sha256(data).hexdigest(), 'text': text_of(part, data) if part.get_content_maintype() == 'text' else None}
for line in sys.stdin:
    message = email.message_from_bytes(base64.b64decode(line))
    print(json.dumps(list(leaves(message))))
`;

interface Checked {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function messagesOfCorpus(): Checked[] {
  const found: Checked[] = [];
  for (const file of corpusFiles()) {
    if (!/\.(?:eml|mbox|mbx|patch)$|\/[^.]*$/.test(file.path)) continue;
    const find = messagesInFile(file.bytes);
    for (let index = 0; index < find.count; index++) {
      const message = find(index);
      if (message && message.asItStands === null)
        found.push({ name: `${file.path} ${index}`, bytes: message.bytes });
    }
  }
  return found;
}

function askPython(messages: readonly Checked[]): PythonPart[][] {
  const input = messages.map(({ bytes }) => `${Buffer.from(bytes).toString("base64")}\n`).join("");
  const done = spawnSync("python3", ["-c", script], { input, maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(done.stderr.toString());
  const rows = done.stdout.toString().trimEnd().split("\n");
  return rows.map((row) => JSON.parse(row) as PythonPart[]);
}

const partsOf = (plan: readonly PlanItem[]) => plan.flatMap((item) => (item.kind === "part" ? [item] : []));
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe.runIf(hasShared("corpus", 4))("every mail of the corpus, decoded", () => {
  const messages = messagesOfCorpus();

  it("is the one that the parser sees at that place of its file", () => {
    for (const file of corpusFiles()) {
      const { messages: parsed } = parse(bytesAsText(file.bytes)).document;
      const find = messagesInFile(file.bytes);
      expect(find.count, file.path).toBe(parsed.length);
      for (const message of parsed) {
        const found = find(message.index);
        const alone = found && parse(bytesAsText(found.bytes)).document.messages[0];
        expect(alone?.subject, `${file.path} ${message.index}`).toBe(message.subject);
        expect(alone?.messageId, `${file.path} ${message.index}`).toBe(message.messageId);
      }
    }
  });

  it("has the parts, bytes and texts that Python's email package finds", () => {
    const python = askPython(messages);
    const wrong: Record<string, string> = {};
    let parts = 0;
    for (const [at, { name, bytes }] of messages.entries()) {
      const { tree, plan } = openMessage(bytes);
      const own = partsOf(plan);
      const theirs = python[at] ?? [];
      parts += theirs.length;
      const types = own.map(({ part }) => part.head.contentType);
      if (types.join() !== theirs.map(({ type }) => type).join()) {
        wrong[name] = `parts: ${types.join()} | Python: ${theirs.map(({ type }) => type).join()}`;
        continue;
      }
      for (const [number, { part }] of own.entries()) {
        const expected = theirs[number];
        if (expected === undefined) continue;
        const decoded = decodePart(tree, part);
        if (sha256(decoded.bytes) !== expected.sha256)
          wrong[name] = `bytes of part ${number} (${expected.type})`;
        else if (expected.text !== null && decodeText(tree, part, null).text !== expected.text)
          wrong[name] = `text of part ${number} (charset ${part.head.charset})`;
      }
    }
    console.log(`decoded: ${messages.length} messages, ${parts} parts compared with Python's email`);
    expect(parts).toBeGreaterThan(600);
    const unknown = Object.keys(wrong).filter((name) => KNOWN[name] === undefined);
    expect(unknown.map((name) => `${name}: ${wrong[name]}`)).toEqual([]);
    expect(Object.keys(KNOWN).filter((name) => wrong[name] === undefined)).toEqual([]);
  }, 120_000);

  it("shows each text in its view, with a way back to the byte of each character", async () => {
    for (const { name, bytes } of messages) {
      const opened = openMessage(bytes);
      const view = await viewMessage(opened);
      expect(view.map.decodedLength, name).toBe(view.text.length);
      for (const { part, view: shown } of partsOf(opened.plan)) {
        if (shown !== "text" || part.head.isFlowed) continue;
        const { text, map } = decodeText(opened.tree, part, null);
        const lf = withLineFeeds(text.replace(/^\ufeff/, "")).text;
        const at = view.text.indexOf(lf);
        expect(at, `${name}: a part is not in the view`).toBeGreaterThanOrEqual(0);
        if (lf.length === 0 || lf !== text) continue;
        // The same text may stand there twice; a part's own place is where its first byte leads.
        const start = toDecoded(view.map, toRaw(map, 0));
        for (let offset = 0; offset < lf.length; offset += 1 + (lf.length >> 6)) {
          expect(toRaw(view.map, start + offset), `${name} at ${offset}`).toBe(toRaw(map, offset));
        }
      }
    }
  }, 120_000);

  it("has the attachments that mailparser finds, byte for byte", async () => {
    const wrong: string[] = [];
    let count = 0;
    for (const { name, bytes } of messages) {
      const { tree, plan } = openMessage(bytes);
      const own = new Set(
        plan.flatMap((item) =>
          item.kind === "part" || item.kind === "message" ? [sha256(decodePart(tree, item.part).bytes)] : [],
        ),
      );
      const mail = await decodeMail(bytes).catch(() => null);
      for (const attachment of mail?.attachments ?? []) {
        count++;
        if (!own.has(sha256(attachment.bytes)))
          wrong.push(`${name}: ${attachment.contentType} ${attachment.bytes.length} bytes`);
      }
    }
    console.log(`decoded: ${count} attachments compared with mailparser`);
    expect(wrong).toEqual(KNOWN_MAILPARSER);
  }, 120_000);
});
