import { LineKind, type Message } from "../../core/model.js";
import type { LineTable } from "../../core/text/lineTable.js";
import { findingsAt } from "../findingsAt.js";
import { formatCharacterName } from "../formatCharacters.js";
import type { Finding, MessageRule } from "../rule.js";

/** b4: "Message contains suspicious unicode control characters!" */
export const suspiciousUnicode: MessageRule = {
  scope: "message",
  id: "mail.suspicious-unicode",
  received: "warning",
  draft: "warning",
  description: "Characters that are not seen, or that turn the direction of text (Unicode category Cf).",
  oracle: "b4 am: “Message contains suspicious unicode control characters!”",
  explanation:
    "Code with such characters may do something else than it seems to (“Trojan Source”, CVE-2021-42574), and a zero-width blank that was copied from a web page breaks a build or an address. " +
    "As in b4, a line that also holds letters of a script without capitals (Arabic, Hebrew, Chinese …) is left alone, since such text needs them. " +
    "In removed and context lines, which were in the file before, it is information. Type the line anew, or remove the characters.",
  example: { wrong: "+\tif (is_admin<U+202E> …)", right: "+\tif (is_admin …)" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { message, document } = context;
    const { lines } = document.model;
    const own: { start: number; end: number }[] = [];
    const old: { start: number; end: number }[] = [];
    for (const place of placesOf(lines, message)) (place.isOld ? old : own).push(place);
    for (const [places, level] of [
      [own, "warning"],
      [old, "information"],
    ] as const) {
      const [first] = places;
      if (first === undefined) continue;
      const name = formatCharacterName(lines.text.codePointAt(first.start) ?? 0);
      yield* findingsAt(
        context,
        places,
        `A character stands here that is not seen (${name}): it may hide what the line says. Remove it, unless it is meant.`,
        "of such characters stand in this mail",
        level,
      );
    }
  },
};

interface Place {
  readonly start: number;
  readonly end: number;
  readonly isOld: boolean;
}

/** Format characters of the message's own text, where its body is what one reads. */
function* placesOf(lines: LineTable, message: Message): Iterable<Place> {
  if (message.encoding !== "identity") return;
  const { text } = lines;
  const body = text.slice(message.body.start, message.body.end);
  const pattern = /\p{Cf}/gu;
  let looked = -1;
  let isTold = false;
  for (let match = pattern.exec(body); match !== null; match = pattern.exec(body)) {
    const start = message.body.start + match.index;
    const line0 = lines.lineAt(start);
    if (line0 !== looked) {
      looked = line0;
      const isOwn = lines.depth(line0) === 0 && lines.kind(line0) !== LineKind.encoded;
      isTold = isOwn && !/\p{Lo}/u.test(lines.lineText(line0));
    }
    if (!isTold) continue;
    const kind = lines.kind(line0);
    yield {
      start,
      end: start + match[0].length,
      isOld: kind === LineKind.context || kind === LineKind.removed,
    };
  }
}
