import { countedPrefixes } from "../subjectPrefixes.js";
import type { CompletionPlace } from "./place.js";
import type { CompletionSource, Offer } from "./source.js";
import { recentCommits } from "./touchedPaths.js";

/** The subject of a patch: its tag, then the prefixes that the touched files' commits have. */
export const subject: CompletionSource = {
  async offers(place) {
    const { zone, document, offset, message } = place;
    if (zone.kind !== "headerValue" || zone.name !== "subject") return null;
    const typed = document.text.slice(zone.valueStart, offset);
    const tag = /^(?:\[[^\]]{0,100}\]\s*)*/.exec(typed)?.[0].length ?? 0;
    const rest = typed.slice(tag);
    const offers: Offer[] = [];
    if (tag === 0 && message.role !== "reply" && /^(?:\[[^\]]*)?$/.test(rest))
      offers.push(...tags(place, zone.valueStart));
    // Behind the prefix the writer's own words begin.
    if (/\s\S*\s/.test(rest) && !/:\s\S*$/.test(rest))
      return offers.length > 0 ? { offers, isWhole: true } : null;
    const recent = tag > 0 || offers.length === 0 || typed === "" ? await recentCommits(place) : undefined;
    const start = zone.valueStart + tag;
    const commits = recent?.items ?? [];
    for (const [prefix, count] of countedPrefixes(commits.map((commit) => commit.subject))) {
      if (rest.startsWith(prefix)) continue;
      const detail = `${count} of the last ${commits.length} commits of these files`;
      offers.push({
        label: prefix.trimEnd(),
        text: prefix,
        start,
        end: offset,
        filter: prefix,
        detail,
        kind: "text",
      });
    }
    return { offers, isWhole: recent?.isWhole ?? true };
  },
};

/** `[PATCH v2 1/3] ` and the like: as the other patches at hand have it, then the usual ones. */
function tags({ document, message, context, lineEnd, offset }: CompletionPlace, start: number): Offer[] {
  const { text } = document;
  // What stands of a tag behind the cursor goes with it.
  const close = /^[^\][]{0,60}\] ?/.exec(text.slice(offset, lineEnd))?.[0].length ?? 0;
  const range = { start, end: offset + close };
  const found = new Map<string, Offer>();
  const add = (label: string, snippet?: string): void => {
    const isSnippet = snippet !== undefined && context.options.snippets === true;
    const offer: Offer = {
      label,
      text: `${isSnippet ? snippet : label} `,
      ...range,
      kind: isSnippet ? "snippet" : "text",
    };
    if (!found.has(label)) found.set(label, isSnippet ? { ...offer, isSnippet } : offer);
  };
  const others = document.model.messages.filter(
    (each) => each !== message && each.tag.isPatch && !each.tag.isReply,
  );
  const [other] = others;
  if (other !== undefined && other.tag.total !== null) {
    const used = new Set(others.map(({ tag }) => tag.index));
    const words = other.tag.words.filter((word) => !/^\d+\/\d+$/.test(word));
    for (let index = 0; index <= Math.min(other.tag.total, 99); index++) {
      const number = String(index).padStart(String(other.tag.total).length, "0");
      if (!used.has(index)) add(`[${[...words, `${number}/${other.tag.total}`].join(" ").slice(0, 80)}]`);
      if (found.size > 3) break;
    }
  }
  for (const id of message.inReplyTo.slice(0, 1)) {
    const parent = context.mail.byMessageId(id)[0];
    const words = /^(?:re:\s*)?\[([^\]]{0,80})\]/i.exec(parent?.subject ?? "")?.[1];
    // An earlier version: the next number.
    if (words === undefined || !/\bpatch\b/i.test(words)) continue;
    const version = Number(/\bv(\d{1,3})\b/i.exec(words)?.[1] ?? 1) + 1;
    const rest = /\bv\d{1,3}\b/i.test(words)
      ? words.replace(/\bv\d{1,3}\b/i, `v${version}`)
      : words.replace(/\bPATCH\b/i, `PATCH v${version}`);
    add(`[${rest}]`);
  }
  add("[PATCH]");
  add("[PATCH v2]", "[PATCH v${1:2}]");
  add("[PATCH v2 1/3]", "[PATCH v${1:2} ${2:1}/${3:3}]");
  add("[PATCH 0/3]", "[PATCH 0/${1:3}]");
  add("[RFC PATCH]");
  if (context.options.preset === "netdev") {
    add("[PATCH net]");
    add("[PATCH net-next]");
  }
  return [...found.values()];
}
