import { archiveUrls } from "../../diagnostics/archiveUrls.js";
import { archiveLink } from "../archiveLinks.js";
import type { Fix, FixPlace, QuickFix } from "./quickFix.js";

/** Writes a link to another archive as one that holds the Message-ID (the setting's archive, lore.kernel.org by default). */
export const loreLink: QuickFix = {
  rules: ["log.prefer-lore"],
  // Whether that archive has the mail is not looked up.
  isSafe: false,
  fixes({ document, span, context }) {
    const [found] = archiveUrls(document.text.slice(span.start, span.end));
    if (found === undefined) return [];
    const id = found.messageId ?? idOfOpenMail(context, found.url);
    return linkTo(id, { span, context });
  },
};

/** Of the one open mail that says to be archived there. */
function idOfOpenMail({ mail }: FixPlace["context"], url: string): string | null {
  const found = mail.byArchiveUrl?.(url).filter(({ isSynthetic }) => !isSynthetic) ?? [];
  const ids = new Set(found.map(({ messageId }) => messageId));
  const [id] = ids;
  return id !== undefined && ids.size === 1 ? id : null;
}

/** Behind `Link:` and `Closes:`: a bare Message-ID becomes a link, and angle brackets around a link go. */
export const linkForm: QuickFix = {
  rules: ["log.bad-link"],
  // Brackets alone: whether the archive has a mail with the id is not looked up.
  isSafe: ({ document: { text }, span }) => text.startsWith("<http", span.start),
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
