import { LineKind, type MailDocument, type Message, type Trailer } from "../core/model.js";

const maxTrailers = 50;
const TRAILER = /^[ \t]{1,16}((?:[a-z]{1,20}-){1,4}by):[ \t]{0,4}(\S.{0,300})$/i;
/** What a writer gives to another's patch. */
const GIVEN = /^(?:reviewed|acked|tested|nacked|reported)(?:-and-[a-z]{1,20}){0,2}-by$/i;

/**
 * `    Reviewed-by: Anna Berg <anna@example.org>` of a reply, set off by blanks or a tab: the sender's own, in a paragraph
 * with nothing but such lines behind it. Whose name and address are others' are examples or quotes. Linear.
 */
export function indentedTrailers({ lines }: MailDocument, message: Message): readonly Trailer[] {
  const { sender } = message;
  if (message.role === "patch" || message.role === "report" || sender === null) return [];
  const found: Trailer[] = [];
  const address = sender.address.toLowerCase();
  const name = sender.name.toLowerCase();
  for (const block of message.blocks) {
    if (block.kind !== "text" || block.depth > 0) continue;
    // From the end: a line counts where the line below it is empty, another such line, or none of the block.
    let isEnd = true;
    for (let line = block.endLine0 - 1; line >= block.startLine0; line--) {
      const text = lines.lineText(line).slice(0, 360).trimEnd();
      if (text === "" || lines.kind(line) === LineKind.blank) {
        isEnd = true;
        continue;
      }
      const match: RegExpExecArray | null = isEnd ? TRAILER.exec(text) : null;
      isEnd = match !== null;
      if (match === null || !GIVEN.test(match[1] ?? "")) continue;
      const value = (match[2] ?? "").trim();
      const lower = value.toLowerCase();
      const isOwn =
        (address !== "" && lower.includes(`<${address}>`)) ||
        lower === address ||
        (name !== "" && lower.startsWith(`${name} <`));
      if (!isOwn || found.length === maxTrailers) continue;
      found.push(trailerAt(lines.start(line), line, text, match[1] ?? "", value));
    }
  }
  return found.reverse();
}

function trailerAt(lineStart: number, line0: number, text: string, name: string, value: string): Trailer {
  const nameStart = lineStart + text.length - text.trimStart().length;
  const end = lineStart + text.length;
  return {
    kind: "trailer",
    name,
    nameSpan: { start: nameStart, end: nameStart + name.length },
    value,
    valueSpan: { start: end - value.length, end },
    line0,
    endLine0: line0 + 1,
    depth: 0,
  };
}
