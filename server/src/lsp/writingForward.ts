import type { WritingHelp } from "../features/writing.js";
import { lazily } from "./lazily.js";

/** The help of the work room for those who write, which is loaded by the first question. */
export function createWritingForward(load: () => Promise<WritingHelp>): WritingHelp {
  const loaded = lazily(load);
  return {
    user: async (documentUri) => (await loaded()).user(documentUri),
    recentCommits: async (documentUri, paths) => (await loaded()).recentCommits(documentUri, paths),
    commitsByPrefix: async (documentUri, prefix, token) =>
      (await loaded()).commitsByPrefix(documentUri, prefix, token),
    maintainers: async (documentUri, paths) => (await loaded()).maintainers(documentUri, paths),
  };
}
