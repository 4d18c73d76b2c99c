import { parseAddresses } from "../../core/mail/addresses.js";
import type { Recipient } from "../../features/wantedRecipients.js";
import { plainLine } from "../../threads/plainLine.js";

const maxRecipients = 300;
const maxLine = 1000;

/**
 * Reads what get_maintainer.pl writes with `--roles`: `Name <address> (role)`, or `address (role)` for a list; one a line.
 * Each address once, the first role counts.
 */
export function readMaintainersOutput(output: string): Recipient[] {
  const found = new Map<string, Recipient>();
  for (const line of output.split("\n", 5000)) {
    if (found.size >= maxRecipients) break;
    const row = line.slice(0, maxLine).trim();
    // Names hold brackets, too: the role stands behind the address.
    const parts = /^(.*<[^<>\s]+>|[^<>\s]+@[^<>\s]+)(?:\s+\((.*)\))?$/.exec(row);
    const who = parts?.[1] ?? "";
    const person = parseAddresses(who, 0, who.length).find(({ address }) => isAddress(address));
    if (person === undefined || found.has(person.address.toLowerCase())) continue;
    found.set(person.address.toLowerCase(), {
      name: plainLine(person.name, 200),
      address: person.address,
      role: plainLine(parts?.[2] ?? "", 200),
    });
  }
  return [...found.values()];
}

/** One that may stand in a header as it is (RFC 5322 §3.4.1, `dot-atom`). */
const isAddress = (address: string): boolean =>
  /^[\w!#$%&'*+/=?^`{|}~.-]{1,100}@[A-Za-z0-9.-]{1,200}$/.test(address);
