import type { Finder } from "../features/finder.js";
import { lazily } from "./lazily.js";

/** The finder of the work room, which is loaded by the first question. */
export function createFinderForward(load: () => Promise<Finder>): Finder {
  const loaded = lazily(load);
  return {
    source: async (question) => (await loaded()).source(question),
    origin: async (question) => (await loaded()).origin(question),
    references: async (question, withOwn) => (await loaded()).references(question, withOwn),
    maintainers: async (documentUri, path) => (await loaded()).maintainers(documentUri, path),
  };
}
