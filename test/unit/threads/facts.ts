import type {
  FactsOf,
  GivenTrailer,
  MessageFacts,
  Result,
  ReviewComment,
} from "../../../server/src/threads/facts.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";

const nothing: MessageFacts = {
  recipients: "",
  trailers: [],
  patch: null,
  results: [],
  comments: [],
  changeId: null,
  baseCommit: null,
  anchor: null,
  quoted: null,
  isDecoded: false,
};

/** Facts by Message-ID; mail that is not named tells nothing. */
export function factsBy(facts: Readonly<Record<string, Partial<MessageFacts>>>): FactsOf {
  return ({ messageId }: MessageSummary) => ({ ...nothing, ...facts[messageId] });
}

/** `Reviewed-by: Bo Lind <bo@example.org>` as a trailer. */
export function trailer(text: string): GivenTrailer {
  const [name = "", value = ""] = text.split(": ");
  const address = /<([^>]*)>/.exec(value)?.[1] ?? "";
  return { name, value, person: value.replace(/ *<.*/, ""), address, line0: 10 };
}

export function patch(patchId: string): Pick<MessageFacts, "patch"> {
  return { patch: { patchId, paths: ["a.c"], additions: 1, deletions: 1 } };
}

export function result(state: Result["state"], facts: Partial<Result> = {}): Result {
  return { rule: "test", state, text: state, isPartial: false, of: [], line0: 1, ...facts };
}

export function comment(text: string): ReviewComment {
  return { line0: 5, endLine0: 6, text, place: null, unplaced: "noHeader" };
}
