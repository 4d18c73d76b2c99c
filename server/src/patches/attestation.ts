/** Header fields that say who signed a mail. They are read, never checked: that needs keys and the network. */
export interface Attestation {
  /** `X-Developer-Signature` (patatt): who signs, and how. */
  readonly developers: readonly string[];
  /** Domains of `DKIM-Signature` (RFC 6376 `d=`). */
  readonly domains: readonly string[];
}

/** A header block is longer only by malice. */
const maxHeader = 64 * 1024;
const maxFields = 50;

/** Out of a message's bytes, as they stand in the mailbox. */
export function attestationOf(bytes: Uint8Array): Attestation {
  const developers = new Set<string>();
  const domains = new Set<string>();
  let left = maxFields;
  for (const field of headerFields(bytes)) {
    const colon = field.indexOf(":");
    const name = field.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (name !== "x-developer-signature" && name !== "x-developer-key" && name !== "dkim-signature") continue;
    if (left-- === 0) break;
    const tags = tagsOf(field.slice(colon + 1));
    if (name === "dkim-signature") domains.add(shown(tags.get("d") ?? "") || "an unnamed domain");
    else if (name === "x-developer-signature") {
      const method = shown(tags.get("a") ?? "");
      developers.add(`${shown(tags.get("i") ?? "") || "somebody"}${method === "" ? "" : ` (${method})`}`);
    } else developers.add(`${shown(tags.get("i") ?? "") || "somebody"} (names a key)`);
  }
  return { developers: [...developers], domains: [...domains] };
}

/** Unfolded. */
function headerFields(bytes: Uint8Array): readonly string[] {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, maxHeader));
  const fields: string[] = [];
  for (const line of text.split("\n")) {
    const row = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (row === "") break;
    const last = fields.length - 1;
    if (/^[ \t]/.test(row) && last >= 0) fields[last] += ` ${row.trim()}`;
    else fields.push(row);
  }
  return fields;
}

/** `v=1; a=ed25519-sha256; i=dev@example.org` (RFC 6376 §3.2) */
function tagsOf(value: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const part of value.slice(0, 4000).split(";").slice(0, 30)) {
    const equals = part.indexOf("=");
    if (equals > 0) tags.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim());
  }
  return tags;
}

const shown = (text: string): string => text.slice(0, 100).replace(/[^!-~]/g, "");

/** What the mails of a series bring, a sentence a signer; empty where none brings anything. */
export function attestationLines(all: readonly Attestation[]): readonly string[] {
  const line = (what: string, of: (one: Attestation) => readonly string[]): string[] =>
    [...new Set(all.flatMap(of))].slice(0, 10).map((who) => {
      const count = all.filter((one) => of(one).includes(who)).length;
      return `${what} ${who}, in ${count} of ${all.length}: not checked`;
    });
  return [
    ...line("X-Developer-Signature of", ({ developers }) =>
      developers.filter((who) => !who.endsWith(" key)")),
    ),
    ...line("X-Developer-Key of", ({ developers }) => developers.filter((who) => who.endsWith(" key)"))),
    ...line("DKIM-Signature of", ({ domains }) => domains),
  ];
}
