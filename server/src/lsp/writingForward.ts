import type { Known, WritingHelp } from "../features/writing.js";
import { within } from "../protocol/within.js";
import type { Clock } from "./host.js";
import { lazily } from "./lazily.js";

/** Nobody who types waits for a room to be loaded. */
const patienceMs = 80;

/** The help of the work room for those who write, which is loaded by the first question; what it knows comes with the next. */
export function createWritingForward(load: () => Promise<WritingHelp>, clock: Clock): WritingHelp {
  const loaded = lazily(load);
  const ask = async <Item>(question: (help: WritingHelp) => Promise<Known<Item>>): Promise<Known<Item>> => {
    const help = await within(clock, patienceMs, loaded());
    return help === undefined ? { items: [], isWhole: false } : await question(help);
  };
  return {
    user: (documentUri) => ask((help) => help.user(documentUri)),
    recentCommits: (documentUri, paths) => ask((help) => help.recentCommits(documentUri, paths)),
    commitsByPrefix: (documentUri, prefix, token) =>
      ask((help) => help.commitsByPrefix(documentUri, prefix, token)),
    async aroundPatch(documentUri, place) {
      const help = await within(clock, patienceMs, loaded());
      return (await help?.aroundPatch?.(documentUri, place)) ?? { after: [], changed: [], isWhole: false };
    },
    maintainers: (documentUri, paths) => ask((help) => help.maintainers(documentUri, paths)),
  };
}
