import { addressText } from "../../core/mail/encodeWords.js";
import { findField } from "../../core/mail/header.js";
import type { TextChange } from "../../core/patch/hunkShape.js";
import { missingRecipients } from "../missingRecipients.js";
import { whyNotEditable } from "../ownText.js";
import type { FixPlace, QuickFix } from "./quickFix.js";

/** Columns of a header line (RFC 5322 §2.1.1). */
const maxColumns = 78;

/** Adds to `Cc:` who is missing there: see rules/recipientsMissing.ts. */
export const addRecipients: QuickFix = {
  rules: ["recipients.missing"],
  isSafe: false,
  fixes(place) {
    const { document, message, context } = place;
    // The copy of a received mail that other fixes are made in was never asked for.
    if (whyNotEditable(document, message, context.stateOptions?.(document)) !== null) return [];
    const wanted = context.recipients?.(document.uri, message.index);
    const missing = wanted === undefined ? [] : missingRecipients(document.model, message, wanted);
    if (missing.length === 0) return [];
    const change = addToCc(place, missing.map(addressText));
    if (change === null) return [];
    const who =
      missing.length === 1 ? addressText(missing[0] ?? { name: "", address: "" }) : `all ${missing.length}`;
    return [{ title: `Add ${who} to Cc:`, changes: [change] }];
  },
};

/** In the field that is there, else in one of its own behind `To:`; null: the mail has no header for it. */
function addToCc(
  { document: { text, model }, message }: FixPlace,
  addresses: readonly string[],
): TextChange | null {
  const { lines } = model;
  const cc = findField(message.header, "cc");
  const above = cc ?? findField(message.header, "to") ?? findField(message.header, "subject");
  if (above === null) return null;
  const eol = text.startsWith("\r\n", lines.contentEnd(above.startLine0)) ? "\r\n" : "\n";
  if (cc === null) {
    const { end } = above.span;
    return { span: { start: end, end }, text: `Cc:${listed(addresses, 3, eol)}${eol}` };
  }
  const { start, end } = cc.valueSpan;
  const value = text.slice(start, end).trimEnd();
  if (value === "") return { span: { start: cc.nameSpan.end + 1, end }, text: listed(addresses, 3, eol) };
  const comma = value.endsWith(",") ? "" : ",";
  const at = start + value.length;
  const column = at - lines.start(lines.lineAt(at)) + comma.length;
  return { span: { start: at, end: at }, text: comma + listed(addresses, column, eol) };
}

/** Behind a column: a blank or a fold in front of each, a comma behind each but the last. */
function listed(addresses: readonly string[], from: number, eol: string): string {
  let text = "";
  let column = from;
  for (const [at, address] of addresses.entries()) {
    const own = at + 1 < addresses.length ? `${address},` : address;
    const fits = column + 1 + own.length <= maxColumns;
    text += `${fits ? "" : eol} ${own}`;
    column = fits ? column + 1 + own.length : 1 + own.length;
  }
  return text;
}
