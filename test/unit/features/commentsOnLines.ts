import { parse } from "../../../server/src/core/parse.js";
import { factsOfBytes } from "../../../server/src/mailboxes/factsOfBytes.js";
import { createMailIndex } from "../../../server/src/mailboxes/mailIndex.js";
import { readableMessage } from "../../../server/src/mailboxes/readableMessage.js";
import { mailFileOf } from "../../../server/src/mailboxes/summary.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import type { FinderParts } from "../../../server/src/work/finder/parts.js";
import { referencesAt } from "../../../server/src/work/finder/referencesAt.js";
import type { WorkServices } from "../../../server/src/work/services.js";
import { diffLines, type Place, plain } from "./everywhereForms.js";

const patchUri = "file:///mail/patch.eml";
const commentUri = "file:///mail/comment.eml";
const shownUri = "file:///mail/shown.eml";
/** The forms all have this one. */
const patchId = "55-1-ben@example.com";
const commented = ["count_all(w", "w->count = 0", "of three"];

/** A reply to the patch, with a comment below three of its lines. */
function commentMail(): string {
  const rows = diffLines.flatMap((line) =>
    commented.some((words) => line.includes(words)) ? [`> ${line}`, "", "Really?", ""] : [`> ${line}`],
  );
  return `From: Ada Example <ada@example.org>
Subject: Re: [PATCH] widget: count all
Message-ID: <comment-1@example.org>
In-Reply-To: <${patchId}>

On Mon, Mar 03, 2025 at 01:00:00AM +0100, Ben Example wrote:
${rows.join("\n")}
`;
}

/** Lines of the diff that references are asked for: those of hunks that say something. */
export const askedLines = diffLines.flatMap((line, at) => (/^(?:@@|[-+ ]\s*[^-+\s])/.test(line) ? [at] : []));

/** Of each of `askedLines`, the lines of that reply to which Find All References leads from the place. */
export async function commentsOnLines(place: Place): Promise<(readonly number[])[]> {
  const isQuoted = place.document.model.lines.depth(place.lines[0]?.line0 ?? 0) > 0;
  const mail = createMailIndex();
  const texts = new Map<string, string>([[commentUri, commentMail()]]);
  // A diff of its own is that of the patch, a quoted one answers it.
  texts.set(isQuoted ? patchUri : shownUri, isQuoted ? plain.mail : place.mail);
  if (isQuoted) texts.set(shownUri, place.mail);
  for (const [uri, text] of texts) {
    const file = mailFileOf(uri, parse(text).document);
    const isReply = isQuoted && uri === shownUri;
    const messages = file.messages.map(
      (one): MessageSummary =>
        isReply ? { ...one, messageId: "shown-1@example.com", inReplyTo: [patchId] } : one,
    );
    mail.setFile(uri, { ...file, messages });
  }
  const bytesOf = (uri: string): Uint8Array => Buffer.from(texts.get(uri) ?? "");
  const services: Partial<WorkServices> = {
    mail,
    messageAt: ({ textDocument }) => mail.messagesOf(textDocument?.uri ?? "")[0],
    bytesOf: ({ uri }) => Promise.resolve(bytesOf(uri)),
    factsNow: ({ uri }) => factsOfBytes(bytesOf(uri)),
    readable: readableMessage,
  };
  const none = { all: () => [], places: { placeOf: () => undefined } };
  // No other service is asked.
  const parts = { services: { ...services, series: none } } as unknown as FinderParts;
  const document = { ...place.document, uri: shownUri };
  const found: (readonly number[])[] = [];
  for (const at of askedLines) {
    const { line0 = 0, column = 0 } = place.lines[at] ?? {};
    const position = { line: line0, character: column + 1 };
    const { places } = await referencesAt(
      parts,
      { document, position, token: { isCancellationRequested: false } },
      false,
    );
    found.push(
      places.flatMap((one) =>
        one.kind === "mail" && one.target.uri === commentUri ? [one.target.lineInMessage] : [],
      ),
    );
  }
  return found;
}
