import { describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import { mailFileOf } from "../../server/src/mailboxes/summary.js";
import { buildThreads } from "../../server/src/threads/jwz.js";
import { seriesOf } from "../../server/src/threads/seriesOf.js";
import { corpusFiles, hasShared } from "./shared.js";

/**
 * What Patchwork's own tests (patchwork/tests/test_series.py) say of these mailboxes: patches of each series in order of
 * date, each version a series, and cover letters.
 */
const theirs: Readonly<Record<string, { readonly patches: readonly number[]; readonly covers: number }>> = {
  "base-cover-letter": { patches: [2], covers: 1 },
  "base-different-versions": { patches: [4], covers: 1 },
  "base-no-cover-letter": { patches: [2], covers: 0 },
  "base-no-references-no-cover": { patches: [2], covers: 1 },
  "bugs-nocover": { patches: [2, 2], covers: 0 },
  "bugs-spamming": { patches: [1, 1, 1], covers: 0 },
  "mercurial-cover-letter": { patches: [2], covers: 1 },
  "revision-basic": { patches: [2, 2], covers: 2 },
  "revision-threaded-to-cover": { patches: [2, 2], covers: 2 },
  "revision-threaded-to-single-patch": { patches: [1, 1], covers: 0 },
  "revision-unlabeled": { patches: [2, 2], covers: 2 },
};

describe.runIf(hasShared("corpus", 11))("Patchwork's series", () => {
  const files = new Map(corpusFiles().map((file) => [file.path, file]));
  for (const [name, wanted] of Object.entries(theirs)) {
    it(`${name}: as its tests say`, () => {
      const file = files.get(`mbox/patchwork-series/${name}.mbox`);
      const { messages } = mailFileOf("file:///a", parse(file?.bytes.toString("utf8") ?? "").document);
      const versions = seriesOf(buildThreads({ messages, told: [] }), () => undefined)
        .series.flatMap((series) => series.versions)
        .sort((a, b) => (a.date ?? 0) - (b.date ?? 0));
      expect({
        patches: versions.map(({ patches }) => patches.length),
        covers: versions.filter(({ cover }) => cover !== null).length,
      }).toEqual(wanted);
    });
  }
});
