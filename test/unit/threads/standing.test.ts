import { describe, expect, it } from "vitest";
import type { FactsOf, MessageFacts } from "../../../server/src/threads/facts.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import { namedResults } from "../../../server/src/threads/namedResults.js";
import type { Standing } from "../../../server/src/threads/seriesModel.js";
import { seriesOf } from "../../../server/src/threads/seriesOf.js";
import { standingsOf } from "../../../server/src/threads/standing.js";
import { mail } from "./build.js";
import { comment, factsBy, result, trailer } from "./facts.js";

const bo = { fromName: "Bo Lind", fromAddress: "bo@example.org" };
const robot = { fromName: "kernel robot", fromAddress: "robot@example.org" };

let minute = 0;
function sent(id: string, subject: string, parent = "", facts: Partial<MessageSummary> = {}): MessageSummary {
  const links = parent === "" ? {} : { inReplyTo: [parent], references: [parent] };
  return mail(id, { subject, date: ++minute * 60_000, ...links, ...facts });
}

function standings(messages: readonly MessageSummary[], factsOf: FactsOf): Standing[] {
  const { series, others } = seriesOf(buildThreads({ messages, told: [] }), factsOf);
  const named = namedResults(series, others, factsOf);
  return series.slice(0, 1).flatMap((one) => standingsOf(one, factsOf, named));
}

/** `v1 state by v2 because id`, oldest version first. */
const states = (
  messages: readonly MessageSummary[],
  facts: Readonly<Record<string, Partial<MessageFacts>>>,
): string[] =>
  standings(messages, factsBy(facts)).map(({ state, supersededBy, evidence }) =>
    [state, supersededBy === null ? "" : `by v${supersededBy}`, evidence === null ? "" : evidence.messageId]
      .filter((word) => word !== "")
      .join(" "),
  );

const series = [
  sent("c", "[PATCH 0/2] Frost"),
  sent("a", "[PATCH 1/2] one", "c"),
  sent("b", "[PATCH 2/2] two", "c"),
];
const toCover = sent("rc", "Re: [PATCH 0/2] Frost", "c", bo);
const toFirst = sent("ra", "Re: [PATCH 1/2] one", "a", bo);
const toSecond = sent("rb", "Re: [PATCH 2/2] two", "b", bo);
const second = [
  sent("c2", "[PATCH v2 0/2] Frost"),
  sent("a2", "[PATCH v2 1/2] one", "c2"),
  sent("b2", "[PATCH v2 2/2] two", "c2"),
];
const reviewed = { trailers: [trailer("Reviewed-by: Bo Lind <bo@example.org>")] };
const applied = { results: [result("applied")] };

interface Case {
  readonly name: string;
  readonly messages: readonly MessageSummary[];
  readonly facts?: Readonly<Record<string, Partial<MessageFacts>>>;
  readonly states: readonly string[];
}

const cases: readonly Case[] = [
  { name: "nothing was said", messages: series, states: ["new"] },
  {
    name: "its author alone spoke",
    messages: [...series, sent("own", "Re: [PATCH 0/2] Frost", "c")],
    states: ["new"],
  },
  { name: "somebody answered", messages: [...series, toFirst], states: ["underReview ra"] },
  {
    name: "one patch of two is reviewed",
    messages: [...series, toFirst],
    facts: { ra: reviewed },
    states: ["underReview ra"],
  },
  {
    name: "each patch is reviewed",
    messages: [...series, toFirst, toSecond],
    facts: { ra: reviewed, rb: { trailers: [trailer("Acked-by: Bo Lind <bo@example.org>")] } },
    states: ["reviewed rb"],
  },
  {
    name: "the cover letter is reviewed",
    messages: [...series, toCover],
    facts: { rc: reviewed },
    states: ["reviewed rc"],
  },
  {
    name: "a test is no review",
    messages: [...series, toCover],
    facts: { rc: { trailers: [trailer("Tested-by: Bo Lind <bo@example.org>")] } },
    states: ["underReview rc"],
  },
  {
    name: "a patch that is missing is not reviewed",
    messages: [...series.slice(0, 2), toFirst],
    facts: { ra: reviewed },
    states: ["underReview ra"],
  },
  {
    name: "changes are asked for, whatever was reviewed",
    messages: [...series, toCover, toFirst],
    facts: { rc: reviewed, ra: { results: [result("changesRequested")] } },
    states: ["changesRequested ra"],
  },
  {
    name: "a nack",
    messages: [...series, toFirst],
    facts: { ra: { trailers: [trailer("Nacked-by: Bo Lind <bo@example.org>")] } },
    states: ["changesRequested ra"],
  },
  {
    name: "a refusal that was taken back",
    messages: [...series, toFirst, sent("rev", "Re: [PATCH 1/2] one", "a", bo)],
    facts: {
      ra: {
        results: [result("changesRequested", { rule: "nack" })],
        trailers: [trailer("Nacked-by: Bo Lind <bo@example.org>")],
      },
      rev: reviewed,
    },
    states: ["underReview rev"],
  },
  {
    name: "a refusal that its sender calls wrong",
    messages: [...series, toFirst, sent("wd", "Re: [PATCH 1/2] one", "a", bo)],
    facts: {
      ra: { results: [result("changesRequested", { rule: "nack" })] },
      wd: { results: [result("note", { rule: "nack-withdrawn" })] },
    },
    states: ["underReview wd"],
  },
  {
    name: "a refusal of one patch, and a review of the other",
    messages: [...series, toFirst, sent("rev", "Re: [PATCH 2/2] two", "b", bo)],
    facts: { ra: { results: [result("changesRequested", { rule: "nack" })] }, rev: reviewed },
    states: ["changesRequested ra"],
  },
  {
    name: "a refusal, and somebody else's review",
    messages: [...series, toFirst, sent("rev", "Re: [PATCH 1/2] one", "a", robot)],
    facts: { ra: { results: [result("changesRequested", { rule: "nack" })] }, rev: reviewed },
    states: ["changesRequested ra"],
  },
  {
    name: "pw-bot: cr, and under-review by the same person",
    messages: [...series, toCover, sent("pw", "Re: [PATCH 0/2] Frost", "c", bo)],
    facts: {
      rc: { results: [result("changesRequested", { rule: "pw-bot" })] },
      pw: { results: [result("note", { rule: "pw-bot" })] },
    },
    states: ["underReview pw"],
  },
  {
    name: "pw-bot: cr, and under-review by somebody else",
    messages: [...series, toCover, sent("pw", "Re: [PATCH 0/2] Frost", "c", robot)],
    facts: {
      rc: { results: [result("changesRequested", { rule: "pw-bot" })] },
      pw: { results: [result("note", { rule: "pw-bot" })] },
    },
    states: ["changesRequested rc"],
  },
  {
    name: "put off",
    messages: [...series, toCover],
    facts: { rc: { results: [result("deferred")] } },
    states: ["deferred rc"],
  },
  {
    name: "a failed build is no verdict of a person",
    messages: [...series, sent("k", "Re: [PATCH 1/2] one", "a", robot)],
    facts: { k: { results: [result("failed")] } },
    states: ["underReview k"],
  },
  { name: "applied", messages: [...series, toCover], facts: { rc: applied }, states: ["applied rc"] },
  {
    name: "all applied, said below one patch",
    messages: [...series, toFirst],
    facts: { ra: { results: [result("applied", { isWhole: true })], comments: [comment("Nearly")] } },
    states: ["applied ra"],
  },
  {
    name: "its author plans a new version",
    messages: [...series, sent("own2", "Re: [PATCH 1/2] one", "a")],
    facts: { own2: { results: [result("changesRequested", { rule: "asked" })] } },
    states: ["new"],
  },
  {
    name: "one patch of two applied",
    messages: [...series, toFirst],
    facts: { ra: applied },
    states: ["partlyApplied ra"],
  },
  {
    name: "each patch applied",
    messages: [...series, toFirst, toSecond],
    facts: { ra: applied, rb: applied },
    states: ["applied rb"],
  },
  {
    name: "a reply to the first patch that names all",
    messages: [...series, toFirst],
    facts: { ra: { results: [result("applied", { of: ["[1/2] one", "[2/2] two"] })] } },
    states: ["applied ra"],
  },
  {
    name: "b4 ty: (subset)",
    messages: [...series, toCover],
    facts: { rc: { results: [result("applied", { isPartial: true, of: ["[2/2] two"] })] } },
    states: ["partlyApplied rc"],
  },
  {
    name: "b4 ty: (subset), of which nobody knows",
    messages: [...series, toCover],
    facts: { rc: { results: [result("applied", { isPartial: true })] } },
    states: ["partlyApplied rc"],
  },
  {
    name: "patches by number",
    messages: [...series, toCover],
    facts: { rc: { results: [result("applied", { isPartial: true, patches: [[1, -2]] })] } },
    states: ["partlyApplied rc"],
  },
  {
    name: "all patches by number",
    messages: [...series, toFirst],
    facts: { ra: { results: [result("applied", { isPartial: true, patches: [[1, 2]] })] } },
    states: ["applied ra"],
  },
  {
    name: "applied, and dropped again",
    messages: [...series, toCover, sent("d", "Re: [PATCH 0/2] Frost", "c", bo)],
    facts: { rc: applied, d: { results: [result("dropped")] } },
    states: ["dropped d"],
  },
  { name: "a newer version", messages: [...series, ...second], states: ["superseded by v2 c2", "new"] },
  {
    name: "its author took a comment over",
    messages: [...series, toCover, sent("own1", "Re: [PATCH 0/2] Frost", "rc")],
    facts: { own1: { results: [result("applied", { isBare: true })] } },
    states: ["underReview rc"],
  },
  {
    name: "its author applied it",
    messages: [...series, toCover, sent("own2", "Re: [PATCH 0/2] Frost", "rc")],
    facts: { own2: applied },
    states: ["applied own2"],
  },
  {
    name: "its author refuses it",
    messages: [...series, toCover, sent("own3", "Re: [PATCH 0/2] Frost", "rc")],
    facts: {
      own3: {
        results: [result("changesRequested", { rule: "nack" })],
        trailers: [trailer("Nacked-by: Anna Berg <anna@example.org>")],
      },
    },
    states: ["underReview rc"],
  },
  {
    name: "a newer version of what was applied",
    messages: [...series, toCover, ...second],
    facts: { rc: applied },
    states: ["applied rc", "new"],
  },
  {
    name: "a partial reroll leaves the rest standing",
    messages: [...series, toFirst, sent("b2", "[PATCH v2 2/2] two", "b")],
    states: ["underReview ra", "new"],
  },
  {
    name: "a mail of its own that names a patch by its title",
    messages: [...series, ...second, sent("t", "[tip: frost] one", "", robot)],
    facts: { t: { results: [result("applied", { of: ["one"] })] } },
    states: ["superseded by v2 c2", "partlyApplied t"],
  },
];

describe("where a version stands", () => {
  for (const { name, messages, facts, states: wanted } of cases)
    it(name, () => expect(states(messages, facts ?? {})).toEqual(wanted));

  it("counts a comment as open until its author answers, or sends a new version", () => {
    const facts = {
      ra: { comments: [comment("why?"), comment("and here?")] },
      rb: { comments: [comment("no")] },
    };
    const answer = sent("ans", "Re: [PATCH 1/2] one", "ra");
    const counts = (messages: readonly MessageSummary[]): string[] =>
      standings(messages, factsBy(facts)).map(
        ({ openComments, commentCount }) => `${openComments.length}/${commentCount}`,
      );
    expect(counts([...series, toFirst, toSecond])).toEqual(["3/3"]);
    expect(counts([...series, toFirst, toSecond, answer])).toEqual(["1/3"]);
    expect(counts([...series, toFirst, toSecond, ...second])).toEqual(["0/3", "0/0"]);
  });

  it("shows what the patches' own mails tell", () => {
    const note = result("note", { rule: "autosel" });
    const [standing] = standings(series, factsBy({ b: { results: [note, result("applied")] } }));
    expect(standing?.results.map(({ rule, patch, from }) => [rule, patch, from.messageId])).toEqual([
      ["autosel", 2, "b"],
    ]);
    expect(standing?.state).toBe("new");
  });

  it("gives a stable tree's mail to the series that was sent for that tree", () => {
    const main = sent("m", "[PATCH] lock: free it");
    const old = sent("m510", "[PATCH 5.10] lock: free it");
    const older = sent("m54", "[PATCH 5.4.y] lock: free it");
    const later = sent("mr", "[PATCH] lock: free it", "", { fromName: "Cy", fromAddress: "cy@example.org" });
    const added = sent("add", 'Patch "lock: free it" has been added to the 5.10-stable tree', "", robot);
    const dropped = sent(
      "drop",
      'Patch "lock: free it" has been dropped from the 5.10-stable tree',
      "",
      robot,
    );
    const of = ["lock: free it"];
    const facts = factsBy({
      add: { results: [result("applied", { rule: "stable-added", of })] },
      drop: { results: [result("dropped", { rule: "stable-dropped", of })] },
    });
    const all = (messages: readonly MessageSummary[]): string[] => {
      const { series: found, others } = seriesOf(buildThreads({ messages, told: [] }), facts);
      const named = namedResults(found, others, facts);
      return found
        .flatMap((one) => standingsOf(one, facts, named).map((standing) => ({ one, standing })))
        .map(({ one, standing: { state, results } }) =>
          [one.versions[0]?.head.messageId, state, ...results.map((entry) => entry.state)].join(" "),
        )
        .sort();
    };
    expect(all([main, old, older, later, added])).toEqual([
      "m new",
      "m510 applied applied",
      "m54 new",
      "mr new",
    ]);
    expect(all([main, old, added, dropped])).toEqual(["m new", "m510 dropped applied dropped"]);
    expect(all([main, older, dropped])).toEqual(["m new note", "m54 new"]);
    expect(all([main, added, dropped])).toEqual(["m new note note"]);
  });

  it("says which patch a comment and a result are about", () => {
    const [standing] = standings(
      [...series, toSecond],
      factsBy({ rb: { comments: [comment("no")], results: [result("failed")] } }),
    );
    expect(standing?.openComments.map(({ patch }) => patch)).toEqual([2]);
    expect(standing?.results.map(({ patch, from }) => [patch, from.messageId])).toEqual([[2, "rb"]]);
  });

  it("says whether all of its mail was read", () => {
    const [standing] = standings([...series, toSecond], (message) =>
      message.messageId === "rb" ? undefined : factsBy({})(message),
    );
    expect(standing?.isIncomplete).toBe(true);
    expect(standings(series, factsBy({}))[0]?.isIncomplete).toBe(false);
  });
});

describe("open comments", () => {
  it("are none where all was applied", () => {
    const facts = { ra: { results: [result("applied", { isWhole: true })], comments: [comment("Nearly")] } };
    const [one] = standings([...series, toFirst], factsBy(facts));
    expect(one).toMatchObject({ state: "applied", openComments: [], commentCount: 1 });
  });
});
