import { describe, expect, it } from "vitest";
import { badgesOfVersion } from "../../../server/src/threads/badges.js";
import type { MessageFacts } from "../../../server/src/threads/facts.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import { seriesOf } from "../../../server/src/threads/seriesOf.js";
import { seriesPage } from "../../../server/src/threads/seriesPage.js";
import { standingsOf } from "../../../server/src/threads/standing.js";
import { mail } from "./build.js";
import { factsBy, result } from "./facts.js";

const sent = (id: string, subject: string, parent: string, date: number): MessageSummary =>
  mail(id, { subject, date, inReplyTo: [parent], references: [parent] });

const messages = [
  mail("c", { subject: "[PATCH 0/141] lock: rework", date: 1 }),
  ...[1, 2, 7].map((at) => sent(`p${at}`, `[PATCH ${at}/141] lock: part ${at}`, "c", at + 1)),
  {
    ...sent("r", "Re: [PATCH 2/141] lock: part 2", "p2", 20),
    fromName: "Bo Lind",
    fromAddress: "bo@example.org",
  },
];

function told(facts: Readonly<Record<string, Partial<MessageFacts>>>): {
  readonly page: string;
  readonly badge: string;
  readonly lines: readonly string[];
} {
  const factsOf = factsBy(facts);
  const [series] = seriesOf(buildThreads({ messages, told: [] }), factsOf).series;
  const [standing] = series === undefined ? [] : standingsOf(series, factsOf);
  const [version] = series?.versions ?? [];
  if (series === undefined || standing === undefined || version === undefined) throw new Error("no series");
  expect(version.replies.map(({ messageId }) => messageId)).toEqual(["r"]);
  const { text, lines } = badgesOfVersion(series, version, standing);
  return { page: seriesPage(series, standing, factsOf).text, badge: text, lines };
}

describe("a series of which much is missing", () => {
  it("tells the missing patches as ranges", () => {
    const rows = told({})
      .page.split("\n")
      .filter((line) => line.includes("not at hand"));
    expect(rows.map((row) => row.trim().replace(/ +/g, " "))).toEqual([
      "3–6/141 (not at hand)",
      "8–141/141 (not at hand)",
    ]);
  });

  it("names who says what its state is, and nobody where nobody says it", () => {
    const review = told({});
    expect(review.page).toContain("State:   under review\n");
    expect(review.badge).toMatch(/ · under review$/);
    expect(review.lines).toContain("State: under review.");
    const asked = told({ r: { results: [result("changesRequested")] } });
    expect(asked.page).toMatch(/^State: {3}changes asked for, says Bo Lind, /m);
    expect(asked.badge).toMatch(/^changes asked for/);
    expect(asked.lines).toContain("State: changes asked for, says Bo Lind.");
  });
});
