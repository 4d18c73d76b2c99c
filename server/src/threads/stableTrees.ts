import type { Result } from "./facts.js";
import type { SeriesVersion } from "./seriesModel.js";

/** `5.10` of `5.10-stable`, `5.10.y`, `linux-5.10.y`, `5.10`; null for the name of another tree. */
function stableNumber(word: string): string | null {
  return (
    /^(?:linux-|stable[-/]|queue-|for-)?(\d{1,2}\.\d{1,3})(?:\.|-|$)/.exec(word.slice(0, 60))?.[1] ?? null
  );
}

/** The stable tree that a mail of its maintainers speaks of, `5.10`; null where the result is of no such tree. */
export function stableTreeOf(result: Result, subject: string): string | null {
  if (!result.rule.startsWith("stable-")) return null;
  const word = / (\S{1,40}) tree\s*$/.exec(subject.slice(-80))?.[1];
  return word === undefined ? null : stableNumber(word);
}

/** Stable trees that a version's brackets name: `5.10`. */
export const stableTreesOf = ({ trees }: SeriesVersion): readonly string[] =>
  trees.flatMap((word) => stableNumber(word) ?? []);

/** As it counts for a version: in a stable tree that its brackets do not name, it is told and decides nothing. */
export function resultFor<R extends Result>(result: R, tree: string | null, version: SeriesVersion): R {
  const isElsewhere = tree !== null && !stableTreesOf(version).includes(tree);
  return isElsewhere && (result.state === "applied" || result.state === "dropped")
    ? { ...result, state: "note" }
    : result;
}
