import { indentedTrailers } from "../../threads/indentedTrailers.js";
import { ownTrailers } from "../../threads/ownTrailers.js";
import { isRelayed } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";

/** b4: a trailer that a reply gives in somebody else's name. */
export const fromMismatch: MessageRule = {
  scope: "message",
  id: "trailer.from-mismatch",
  received: "information",
  draft: "warning",
  presets: { plain: "off" },
  description: "A reply gives a trailer with another name and another address than its From line.",
  oracle: "b4 am: “NOT applying these trailers: … (From mismatch)”",
  explanation:
    "b4 takes a `Reviewed-by:` and the like only from the person that it names: the same address, or the same name. Another trailer is left out, unless the maintainer says `--sloppy-trailers`. Send it from the address that it names, or write the one that you send from. " +
    "`Reported-by:` and other names by which people propose what to add are let alone.",
  example: {
    wrong:
      "From: Rita Reviewer <rita@example.org>\nSubject: Re: [PATCH] net: fix a leak\n\nReviewed-by: R. Viewer <rv@example.com>",
    right:
      "From: Rita Reviewer <rita@example.org>\nSubject: Re: [PATCH] net: fix a leak\n\nReviewed-by: Rita Reviewer <rv@example.com>",
  },
  runsOnPages: false,
  *check({ document, message }): Iterable<Finding> {
    const { sender, role } = message;
    if (role !== "reply" || sender === null || sender.address === "" || isRelayed(sender)) return;
    if (message.trailers.length === 0 && indentedTrailers(document.model, message).length === 0) return;
    // A reply that holds a patch of its own has the trailers of that patch's log.
    if (message.files.some(({ depth }) => depth === 0)) return;
    const { lines } = document.model;
    for (const { name, person, address, line0 } of ownTrailers(document.model, message)) {
      if (!GIVEN.test(name) || address === "") continue;
      if (address.toLowerCase() === sender.address.toLowerCase() || isSameName(person, sender.name)) continue;
      const line = line0 + message.header.startLine0;
      yield {
        span: { start: lines.start(line), end: lines.contentEnd(line) },
        message: `This mail is from ${sender.name || sender.address}, whom the trailer does not name: b4 will not take it. Send it from ${address}, or name yourself.`,
      };
    }
  },
};

const GIVEN = /^(?:reviewed|acked|tested|nacked)(?:-and-(?:reviewed|acked|tested))?-by$/i;

/** As b4 compares: the same letters, or all parts of `Berg, Anna` somewhere in the name. */
function isSameName(name: string, sender: string): boolean {
  const [ours, theirs] = [name.toLowerCase().trim(), sender.toLowerCase().trim()];
  if (ours === "" || theirs === "") return false;
  if (ours === theirs) return true;
  return theirs.includes(",") && theirs.split(",").every((part) => ours.includes(part.trim()));
}
