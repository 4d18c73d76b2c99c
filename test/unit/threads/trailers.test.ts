import { describe, expect, it } from "vitest";
import type { FactsOf } from "../../../server/src/threads/facts.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import { seriesOf } from "../../../server/src/threads/seriesOf.js";
import { collectTrailers } from "../../../server/src/threads/trailers.js";
import { mail } from "./build.js";
import { factsBy, patch, trailer } from "./facts.js";

const bo = { fromName: "Bo Lind", fromAddress: "bo@example.org" };
const reviewed = trailer("Reviewed-by: Bo Lind <bo@example.org>");

let minute = 0;
function sent(id: string, subject: string, parent = "", facts: Partial<MessageSummary> = {}): MessageSummary {
  const links = parent === "" ? {} : { inReplyTo: [parent], references: [parent] };
  return mail(id, { subject, date: ++minute * 60_000, ...links, ...facts });
}

/** Of the newest version: `1: Reviewed-by: Bo Lind <…> from r1 cover v1 other`. */
function collected(messages: readonly MessageSummary[], factsOf: FactsOf): string[] {
  const { series } = seriesOf(buildThreads({ messages, told: [] }), factsOf);
  const newest = collectTrailers(series[0]?.versions ?? [], factsOf).at(-1) ?? new Map<number, never[]>();
  return [...newest].flatMap(([index, list]) =>
    list.map(({ name, value, from, isOfCover, carriedFrom, isOthersAddress }) =>
      [
        `${index}: ${name}: ${value} from ${from.messageId}`,
        isOfCover ? "cover" : "",
        carriedFrom === null ? "" : `v${carriedFrom}`,
        isOthersAddress ? "other" : "",
      ]
        .filter((word) => word !== "")
        .join(" "),
    ),
  );
}

const series = [
  sent("c", "[PATCH 0/2] Frost"),
  sent("a", "[PATCH 1/2] one", "c"),
  sent("b", "[PATCH 2/2] two", "c"),
];

describe("trailers", () => {
  it("given to a patch count for it", () => {
    const messages = [...series, sent("r", "Re: [PATCH 1/2] one", "a", bo)];
    expect(collected(messages, factsBy({ r: { trailers: [reviewed] } }))).toEqual([
      "1: Reviewed-by: Bo Lind <bo@example.org> from r",
    ]);
  });

  it("given to the cover letter count for all patches (getpatchwork#113), none twice", () => {
    const messages = [
      ...series,
      sent("r", "Re: [PATCH 0/2] Frost", "c", bo),
      sent("ra", "Re: [PATCH 1/2] one", "a", bo),
    ];
    const facts = factsBy({ r: { trailers: [reviewed, reviewed] }, ra: { trailers: [reviewed] } });
    expect(collected(messages, facts)).toEqual([
      "1: Reviewed-by: Bo Lind <bo@example.org> from ra",
      "2: Reviewed-by: Bo Lind <bo@example.org> from r cover",
    ]);
  });

  it("in a reply to a reply count for the patch above", () => {
    const messages = [
      ...series,
      sent("q", "Re: [PATCH 2/2] two", "b", bo),
      sent("r", "Re: [PATCH 2/2] two", "q", bo),
    ];
    expect(collected(messages, factsBy({ r: { trailers: [reviewed] } }))).toEqual([
      "2: Reviewed-by: Bo Lind <bo@example.org> from r",
    ]);
  });

  it("that the patch's log has already are not collected, nor are those of the writer of a patch", () => {
    const messages = [...series, sent("r", "Re: [PATCH 1/2] one", "a", bo)];
    const facts = factsBy({
      a: { trailers: [trailer("Reviewed-by: B. Lind <BO@example.org>")], ...patch("1") },
      r: {
        trailers: [
          reviewed,
          trailer("Signed-off-by: Bo Lind <bo@example.org>"),
          trailer('Fixes: 0123456789ab ("frost")'),
          trailer("Nacked-by: Bo Lind <bo@example.org>"),
        ],
      },
    });
    expect(collected(messages, facts)).toEqual(["1: Nacked-by: Bo Lind <bo@example.org> from r"]);
  });

  it("with a comment behind are the same person's (PEERS.md: (Documentation), # comment)", () => {
    const messages = [
      ...series,
      sent("r", "Re: [PATCH 1/2] one", "a", bo),
      sent("s", "Re: [PATCH 1/2] one", "a", bo),
    ];
    const facts = factsBy({
      r: { trailers: [{ ...reviewed, value: "Bo Lind <bo@example.org> (Documentation)" }] },
      s: {
        trailers: [
          { ...reviewed, value: "Bo Lind <bo@example.org> # again" },
          trailer("Tested-by: Robot (amd64)"),
        ],
      },
    });
    expect(collected(messages, facts)).toEqual([
      "1: Reviewed-by: Bo Lind <bo@example.org> (Documentation) from r",
      "1: Tested-by: Robot (amd64) from s other",
    ]);
  });

  it("of another address than the sender's are marked; +detail is none", () => {
    const messages = [
      ...series,
      sent("r", "Re: [PATCH 1/2] one", "a", { ...bo, fromAddress: "bo+lists@example.org" }),
      sent("s", "Re: [PATCH 2/2] two", "b", { fromAddress: "mallory@example.net" }),
    ];
    const facts = factsBy({ r: { trailers: [reviewed] }, s: { trailers: [reviewed] } });
    expect(collected(messages, facts)).toEqual([
      "1: Reviewed-by: Bo Lind <bo@example.org> from r",
      "2: Reviewed-by: Bo Lind <bo@example.org> from s other",
    ]);
  });

  it("of an older version are carried where the patch is the same, marked so, and once", () => {
    const messages = [
      ...series,
      sent("ra", "Re: [PATCH 1/2] one", "a", bo),
      sent("rb", "Re: [PATCH 2/2] two", "b", bo),
      sent("rc", "Re: [PATCH 0/2] Frost", "c", { fromAddress: "eva@example.org" }),
      sent("c2", "[PATCH v2 0/2] Frost"),
      sent("a2", "[PATCH v2 1/2] one", "c2"),
      sent("b2", "[PATCH v2 2/2] two", "c2"),
      sent("c3", "[PATCH v3 0/2] Frost"),
      sent("a3", "[PATCH v3 1/2] one", "c3"),
      sent("b3", "[PATCH v3 2/2] two", "c3"),
    ];
    const facts = factsBy({
      a: patch("1"),
      b: patch("2"),
      a2: patch("1"),
      b2: patch("changed"),
      a3: patch("1"),
      b3: patch("changed"),
      ra: { trailers: [reviewed] },
      rb: { trailers: [reviewed] },
      rc: { trailers: [trailer("Acked-by: Eva Holm <eva@example.org>")] },
    });
    expect(collected(messages, facts)).toEqual([
      "1: Reviewed-by: Bo Lind <bo@example.org> from ra v1",
      "1: Acked-by: Eva Holm <eva@example.org> from rc cover v1",
    ]);
  });

  it("given to patches that a partial reroll did not send again still count", () => {
    const messages = [
      ...series,
      sent("ra", "Re: [PATCH 1/2] one", "a", bo),
      sent("b2", "[PATCH v2 2/2] two", "b"),
    ];
    expect(collected(messages, factsBy({ ra: { trailers: [reviewed] } }))).toEqual([
      "1: Reviewed-by: Bo Lind <bo@example.org> from ra v1",
    ]);
  });

  it("given to a patch that is not at hand are kept by its number", () => {
    const messages = [
      ...series.slice(0, 2),
      sent("r", "Re: [PATCH 2/2] two", "gone", { ...bo, references: ["c", "gone"] }),
    ];
    expect(collected(messages, factsBy({ r: { trailers: [reviewed] } }))).toEqual([
      "2: Reviewed-by: Bo Lind <bo@example.org> from r",
    ]);
  });
});
