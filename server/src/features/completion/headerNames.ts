import { type CompletionSource, type Offer, whole } from "./source.js";

/** Fields that somebody writes, the frequent ones first (git-send-email(1), RFC 5322 §3.6). */
const names: readonly (readonly [name: string, meaning: string])[] = [
  ["To", "Whom it is for: maintainers and their list."],
  ["Cc", "Who else gets it."],
  ["Subject", "[PATCH vN n/m] prefix: what the patch does."],
  ["From", "Who sends it; the author, where the body does not begin with a From: of its own."],
  ["In-Reply-To", "The mail that this one answers."],
  ["References", "The mails above this one in its thread, oldest first."],
  ["Date", "When it was written."],
  ["Message-ID", "Its name: git send-email and mail programs make one."],
  ["Reply-To", "Where answers go, where not to From:."],
  ["Bcc", "Who else gets it, without the others knowing."],
  ["MIME-Version", "1.0"],
  ["Content-Type", "text/plain; charset=UTF-8"],
  ["Content-Transfer-Encoding", "8bit"],
];
const oncePerMail = new Set(["subject", "from", "date", "message-id", "in-reply-to", "references"]);

/** Names of header fields at the beginning of a header's line. */
export const headerNames: CompletionSource = {
  offers({ zone, document, message, line0, lineStart, offset, after }) {
    if (zone.kind !== "headerName") return null;
    const { lines } = document.model;
    const present = new Set<string>();
    for (let line = message.startLine0; line < message.endLine0; line++) {
      const text = lines.lineText(line).slice(0, 80);
      if (text.trim() === "") break;
      if (line !== line0) present.add(text.split(":", 1)[0]?.toLowerCase() ?? "");
    }
    const rest = /^[A-Za-z-]*/.exec(after)?.[0].length ?? 0;
    const hasColon = after[rest] === ":";
    const offers = names
      .filter(([name]) => !(oncePerMail.has(name.toLowerCase()) && present.has(name.toLowerCase())))
      .map(
        ([name, documentation]): Offer => ({
          label: name,
          text: hasColon ? name : `${name}: `,
          start: lineStart,
          end: offset + rest,
          kind: "field",
          documentation,
          goesOn: !hasColon,
        }),
      );
    return whole(offers);
  },
};
