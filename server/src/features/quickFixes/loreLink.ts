import { findField } from "../../core/mail/header.js";
import { archiveUrls } from "../../diagnostics/archiveUrls.js";
import { archiveLink } from "../archiveLinks.js";
import type { ParsedDocument } from "../feature.js";
import type { Fix, FixPlace, QuickFix } from "./quickFix.js";

/** Writes a link to another archive as one that holds the Message-ID (the setting's archive, lore.kernel.org by default). */
export const loreLink: QuickFix = {
  rules: ["log.prefer-lore"],
  isSafe: true,
  fixes({ document, span, context }) {
    const [found] = archiveUrls(document.text.slice(span.start, span.end));
    if (found === undefined) return [];
    const id = found.messageId ?? idOfOpenMail(document, found.url);
    return linkTo(id, { span, context });
  },
};

/** Behind `Link:` and `Closes:`: a bare Message-ID becomes a link, and angle brackets around a link go. */
export const linkForm: QuickFix = {
  rules: ["log.bad-link"],
  isSafe: true,
  fixes({ document, span, context }) {
    const value = document.text.slice(span.start, Math.min(span.end, span.start + 1000));
    const url = /^<(https?:\/\/[^<>\s]+)>$/.exec(value)?.[1];
    if (url !== undefined) return [{ title: "Remove the angle brackets", changes: [{ span, text: url }] }];
    const id = /^(?:(?:mid|id|Message-ID):)?<?([!-;=?-~]+@[!-;=?-~]+?)>?$/i.exec(value)?.[1] ?? null;
    // An address of a person looks the same: unless it is in brackets, the mail must be at hand.
    if (id === null || (!value.includes("<") && context.mail.byMessageId(id).length === 0)) return [];
    return linkTo(id, { span, context });
  },
};

function linkTo(id: string | null, { span, context }: Pick<FixPlace, "span" | "context">): readonly Fix[] {
  const link = id === null ? null : archiveLink(context.options.archiveUrl, id);
  if (link === null) return [];
  const host = /^https?:\/\/([^/]+)/.exec(link)?.[1] ?? "the archive";
  return [{ title: `Link to this mail on ${host}`, changes: [{ span, text: link }] }];
}

/** Fields in which an archive writes where it keeps the mail (RFC 5064). */
const ARCHIVED_AT = ["archived-at", "x-archived-at"];

/** The Message-ID of the document's mail that its own header says to be archived there. */
function idOfOpenMail({ text, model }: ParsedDocument, url: string): string | null {
  const wanted = comparable(url);
  for (const { header, messageId } of model.messages) {
    if (messageId === null) continue;
    for (const name of ARCHIVED_AT) {
      const field = findField(header, name);
      if (!field) continue;
      const { start, end } = field.valueSpan;
      const value = text.slice(start, Math.min(end, start + 1000)).trim();
      if (comparable(value.replace(/^<(.*)>$/, "$1")) === wanted) return messageId;
    }
  }
  return null;
}

/** Without scheme, `www.` and the last slash. */
const comparable = (url: string): string => url.replace(/^https?:\/\/(?:www\.)?/, "").replace(/\/$/, "");
