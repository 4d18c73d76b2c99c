import { namedResults } from "../threads/namedResults.js";
import { seriesOf } from "../threads/seriesOf.js";
import { standingsOf } from "../threads/standing.js";
import type { FactsSource, SeriesFunctions } from "./seriesService.js";

export const seriesFunctions: SeriesFunctions = { seriesOf, standingsOf, namedResults };

/** For a host that reads no bodies. */
export const noFacts: FactsSource = {
  factsOf: () => undefined,
  wanted: () => undefined,
  listen: () => () => undefined,
};
