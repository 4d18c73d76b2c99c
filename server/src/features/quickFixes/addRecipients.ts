import { addressText } from "../../core/mail/encodeWords.js";
import { findField } from "../../core/mail/header.js";
import type { HeaderField } from "../../core/model.js";
import type { TextChange } from "../../core/patch/hunkShape.js";
import type { LineTable } from "../../core/text/lineTable.js";
import { missingRecipients } from "../missingRecipients.js";
import { whyNotEditable } from "../ownText.js";
import { isMaintainer, type Recipient } from "../wantedRecipients.js";
import type { Fix, FixPlace, QuickFix } from "./quickFix.js";

/** Columns of a header line (RFC 5322 §2.1.1). */
const maxColumns = 78;

/** So many are offered one by one, too. */
const mostSingle = 8;

/** Adds who is missing, maintainers to `To:` and others to `Cc:`: see rules/recipientsMissing.ts. */
export const addRecipients: QuickFix = {
  rules: ["recipients.missing"],
  isSafe: false,
  fixes(place) {
    const { document, message, context } = place;
    // The copy of a received mail that other fixes are made in was never asked for.
    if (whyNotEditable(document, message, context.stateOptions?.(document)) !== null) return [];
    const wanted = context.recipients?.(document.uri, message.index);
    const missing = wanted === undefined ? [] : missingRecipients(document.model, message, wanted);
    const each = missing.length > mostSingle ? [] : missing.map((one) => [one]);
    const groups = missing.length < 2 ? each : [missing, ...each];
    return groups.flatMap((group): readonly Fix[] => {
      const to = group.filter(isMaintainer);
      const cc = group.filter((one) => !isMaintainer(one));
      const changes = added(place, to.map(addressText), cc.map(addressText));
      return changes.length === 0 ? [] : [{ title: titleOf(to, cc), changes }];
    });
  },
};

function titleOf(to: readonly Recipient[], cc: readonly Recipient[]): string {
  const [first, ...more] = [...to, ...cc];
  const who = more.length === 0 && first !== undefined ? shown(first) : `all ${more.length + 1}`;
  if (to.length > 0 && cc.length > 0) return `Add ${who}: maintainers to To:, others to Cc:`;
  return `Add ${who} to ${to.length > 0 ? "To" : "Cc"}:`;
}

/** As one reads it, not as a header has it. */
const shown = ({ name, address }: Recipient): string => (name === "" ? address : `${name} <${address}>`);

/** In the fields that are there, else in ones of their own below `To:` or the subject; none: the mail has no header for them. */
function added(
  { document: { text, model }, message }: FixPlace,
  to: readonly string[],
  cc: readonly string[],
): readonly TextChange[] {
  const { lines } = model;
  const toField = findField(message.header, "to");
  const ccField = findField(message.header, "cc");
  const above = toField ?? findField(message.header, "subject");
  const beside = ccField ?? above;
  if (beside === null) return [];
  const eol = text.startsWith("\r\n", lines.contentEnd(beside.startLine0)) ? "\r\n" : "\n";
  const changes: TextChange[] = [];
  const inserted = new Map<number, string>();
  const put = (
    name: "To" | "Cc",
    field: HeaderField | null,
    at: number,
    addresses: readonly string[],
  ): void => {
    if (addresses.length === 0) return;
    if (field !== null) changes.push(behind(text, lines, field, addresses, eol));
    else inserted.set(at, `${inserted.get(at) ?? ""}${name}:${listed(addresses, 3, eol)}${eol}`);
  };
  put("To", toField, ccField?.span.start ?? beside.span.end, to);
  put("Cc", ccField, beside.span.end, cc);
  for (const [at, own] of inserted) changes.push({ span: { start: at, end: at }, text: own });
  return changes.toSorted((a, b) => a.span.start - b.span.start);
}

/** More addresses in a field. */
function behind(
  text: string,
  lines: LineTable,
  { nameSpan, valueSpan: { start, end } }: HeaderField,
  addresses: readonly string[],
  eol: string,
): TextChange {
  const value = text.slice(start, end).trimEnd();
  if (value === "") return { span: { start: nameSpan.end + 1, end }, text: listed(addresses, 3, eol) };
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
