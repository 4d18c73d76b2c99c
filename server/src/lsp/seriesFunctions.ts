import type { Standing } from "../threads/seriesModel.js";
import type { FactsSource, SeriesFunctions } from "./seriesService.js";

const unknown: Standing = {
  state: "new",
  evidence: null,
  supersededBy: null,
  trailers: new Map(),
  results: [],
  openComments: [],
  commentCount: 0,
  isIncomplete: true,
};

/** For a host that groups no series. */
export const noSeries: SeriesFunctions = { seriesOf: () => [], standingOf: () => unknown };

/** For a host that reads no bodies. */
export const noFacts: FactsSource = { factsOf: () => undefined, listen: () => () => undefined };
