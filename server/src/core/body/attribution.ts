// `\b` knows ASCII letters only; `=E9`, `=C3=A9`: é in quoted-printable.
const VERBS =
  /(?:\bwrote|\bwrites|\bsaid|\bnapisał|\bnapisal\(a\)|\bschrieb|(?<=\s)(?:é|=E9|=C3=A9)crit|\bescribió|\bskrev|\bschreef|\bscritto|\bpíše|пиш\S{1,4}|写道|のメール)/;

/**
 * Whether a line's text can be the last line of an attribution: "… wrote:", "… schrieb …:", "Quoting Name <a@b>:".
 * Only asked for a line right above a quote, so a colon with a verb or an address is enough.
 */
export function endsAttribution(line: string): boolean {
  const text = line.slice(-400).trimEnd();
  if (text.endsWith(":") || text.endsWith("：") || text.endsWith(":=20")) {
    return VERBS.test(text) || /<[^<>\s]{1,100}@[^<>\s]{1,100}>/.test(text) || /^On\b.*\d/.test(text);
  }
  return /\b(?:wrote|writes)(?: \.\.\.|\.\.\.)?$/.test(text) && /\d|@/.test(text);
}

/** Whether a line's text can begin an attribution that goes on in the next line. */
export function startsAttribution(line: string): boolean {
  return (
    /^(?:[*+] )?(?:On|Am|Le|Dne|At|El|Il|Em|Den|Op|W dniu|In reply to|In article|Quoting|Excerpts) /.test(
      line,
    ) || /^\d{4}[-/]\d/.test(line)
  );
}

/** Who and when, as written, out of an attribution. Either may be empty. */
export function readAttribution(raw: string): { who: string; when: string } {
  let text = raw.replace(/\s+/g, " ").slice(0, 600).trim();
  text = text.replace(/^[*+] /, "");
  const end = verbBefore(text);
  const after = text
    .slice(end.to)
    .replace(/[::\s]+$/, "")
    .trim();
  const before = text.slice(0, end.from).trim();
  // "Am 12.03. schrieb Name:" has the name behind the verb.
  const isVerbFirst = after !== "" && /^schrieb|^skrev|^schreef/.test(end.verb);
  const times = [
    ...before.matchAll(
      /\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:[+-]\d{4}|UTC|GMT|[A-Z]{3,4}))?(?: ?\([^()]{1,20}\))?/g,
    ),
  ];
  const last = times.at(-1);
  let when = "";
  let who = "";
  if (last) {
    const stop = last.index + last[0].length;
    when = before.slice(0, stop);
    who = before.slice(stop);
  } else {
    const date =
      /^(?:On|Am|Le|Den|Op|At|El|Il|Em)\b.{0,60}?\d{4}(?=[, ])|^(?:On|Am|Le)\b[^<"]{0,60}?\d{1,4}(?=, )/.exec(
        before,
      );
    if (date) {
      when = date[0];
      who = before.slice(date[0].length);
    } else who = before;
  }
  if (isVerbFirst) who = after;
  when = when.replace(/^(?:On|Am|Le|Dne|At|El|Il|Em|Den|Op) /, "").trim();
  who = who
    .replace(/^[\s,;:–-]+/, "")
    .replace(/^(?:je|by|um|at|,|a) /, "")
    .replace(/[,\s:]+$/, "")
    .trim();
  who = who
    .replace(/^["']|["']$/g, "")
    .replace(/" </, " <")
    .replace(/^"/, "");
  return { who, when };
}

function verbBefore(text: string): { from: number; to: number; verb: string } {
  const found = new RegExp(VERBS.source, "g");
  let best: { from: number; to: number; verb: string } | null = null;
  for (let match = found.exec(text); match; match = found.exec(text)) {
    best = { from: match.index, to: match.index + match[0].length, verb: match[0] };
    if (/^schrieb|^skrev|^schreef/.test(match[0])) break;
  }
  if (best) {
    // "a écrit", "ha scritto"
    const auxiliary = /(?: a| ha)$/.exec(text.slice(0, best.from).trimEnd());
    return auxiliary ? { ...best, from: best.from - auxiliary[0].length - 1 } : best;
  }
  const colon = text.lastIndexOf(":");
  const from = colon === -1 ? text.length : colon;
  return { from, to: from, verb: "" };
}
