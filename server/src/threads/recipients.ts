import { parseAddresses } from "../core/mail/addresses.js";
import type { MailDocument, Message } from "../core/model.js";

/** Characters of one field that are looked at: lists of hundreds of people exist, and are told apart by their beginning. */
const maxField = 20_000;

/** Addresses of To and Cc, in lower case, with a blank before, between and behind; "" where there are none. */
export function recipientsOf({ lines }: MailDocument, { header }: Message): string {
  const found = new Set<string>();
  for (const { name, valueSpan } of header.fields) {
    const key = name.toLowerCase();
    if (key !== "to" && key !== "cc") continue;
    const value = lines.text.slice(valueSpan.start, Math.min(valueSpan.end, valueSpan.start + maxField));
    for (const { address } of parseAddresses(value, 0, value.length)) {
      if (address !== "" && !/\s/.test(address)) found.add(address.toLowerCase());
    }
  }
  return found.size === 0 ? "" : ` ${[...found].join(" ")} `;
}
