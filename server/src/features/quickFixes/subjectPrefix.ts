import { findField } from "../../core/mail/header.js";
import { touchedPaths } from "../completion/touchedPaths.js";
import { countedPrefixes } from "../subjectPrefixes.js";
import type { KnownCommit } from "../writing.js";
import type { Fix, FixPlace, QuickFix } from "./quickFix.js";

const maxFixes = 3;
/** Each time the history is waited for 80 ms. */
const maxAsked = 12;

/** Puts the prefixes in front that the commits of the touched files have, the most frequent first. */
export const subjectPrefix: QuickFix = {
  rules: ["log.subject-prefix-missing"],
  isSafe: false,
  async fixes(place): Promise<readonly Fix[]> {
    const { document, message } = place;
    const at = subjectWords(place);
    if (at === null) return [];
    const titles = new Set(document.model.messages.map(({ tag }) => tag.title));
    const subjects = (await recent(place))
      .map(({ subject }) => subject)
      // The patch itself tells nothing.
      .filter((subject) => !titles.has(subject));
    return countedPrefixes(subjects)
      .filter(([prefix]) => !message.tag.title.startsWith(prefix.trimEnd()))
      .slice(0, maxFixes)
      .map(([prefix, count]) => ({
        title: `Begin the subject with “${prefix.trimEnd()}”, as ${count} of the last ${subjects.length} commits of these files do`,
        changes: [{ span: { start: at, end: at }, text: prefix }],
      }));
  },
};

/** Where the subject's words begin, behind its tags; null where the tags are encoded. */
function subjectWords({ document, message }: FixPlace): number | null {
  const field = findField(message.header, "subject");
  if (field === null) return null;
  const { start, end } = field.valueSpan;
  const raw = document.text.slice(start, Math.min(end, start + 1000));
  const tags = /^\s{0,20}(?:\[[^\]]{0,100}\]\s{0,20}){0,5}/.exec(raw)?.[0] ?? "";
  if (message.tag.isPatch && !tags.includes("[")) return null;
  return start + tags.length;
}

async function recent({ document, message, context }: FixPlace): Promise<readonly KnownCommit[]> {
  const paths = touchedPaths({ document, message });
  for (let asked = 0; asked < maxAsked && !context.token.isCancellationRequested; asked++) {
    const known = await context.writing?.recentCommits(document.uri, paths);
    if (known === undefined) return [];
    if (known.isWhole || asked === maxAsked - 1) return known.items;
  }
  return [];
}
