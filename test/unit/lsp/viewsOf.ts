import type { Clock } from "../../../server/src/lsp/host.js";
import { createReadState, type ReadState } from "../../../server/src/lsp/readState.js";
import { noFacts, seriesFunctions } from "../../../server/src/lsp/seriesFunctions.js";
import {
  createSeriesService,
  type FactsSource,
  type SeriesService,
} from "../../../server/src/lsp/seriesService.js";
import { createThreadsViews, type ThreadsViews } from "../../../server/src/lsp/threadsViews.js";
import type { MailIndex } from "../../../server/src/mailboxes/mailIndex.js";

export interface ViewsForTests {
  readonly views: ThreadsViews;
  readonly series: SeriesService;
  readonly read: ReadState;
}

/** The views of an index, for a user with one address; facts as a test gives them. */
export function viewsOf(mail: MailIndex, clock: Clock, facts: FactsSource = noFacts): ViewsForTests {
  const series = createSeriesService({ mail, clock, functions: seriesFunctions, facts });
  const me = ["me@example.org"];
  const read = createReadState(({ fromAddress }) => me.includes(fromAddress));
  const user = {
    addresses: () => me,
    holdsFile: (path: string) => path.startsWith("mine/"),
    outdated: () => undefined,
  };
  return { views: createThreadsViews({ mail, series, read, user, clock }), series, read };
}
