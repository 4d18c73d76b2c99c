/** The same diff in every place where a reader meets one: each feature gives the same answers, moved. */
import { beforeAll, describe, expect, it } from "vitest";
import { cleanFiles } from "../../../server/src/core/patch/cleanPatch.js";
import { hunksToApply } from "../../../server/src/core/patch/hunkRows.js";
import { codeLensesOf, type LensData } from "../../../server/src/features/codeLens.js";
import { patchFiles } from "../../../server/src/features/diffRegions.js";
import { highlightsAt } from "../../../server/src/features/documentHighlight.js";
import { documentLinks } from "../../../server/src/features/documentLink.js";
import { documentSymbols } from "../../../server/src/features/documentSymbol.js";
import { foldsOf } from "../../../server/src/features/folds.js";
import { hover } from "../../../server/src/features/hover.js";
import { lineNumberHints } from "../../../server/src/features/inlayHint.js";
import { navigation } from "../../../server/src/features/navigate.js";
import { selectionRangeAt } from "../../../server/src/features/selectionRange.js";
import { semanticTokenData } from "../../../server/src/features/semanticTokens.js";
import { semanticTokenTypes } from "../../../server/src/features/semanticTokensLegend.js";
import { sourceAt } from "../../../server/src/features/sourceAt.js";
import { wordMarksIn } from "../../../server/src/features/wordMarks.js";
import { keyOf } from "../../../server/src/work/diffFiles.js";
import { fileSides } from "../../../server/src/work/fileSides.js";
import { askedLines, commentsOnLines } from "./commentsOnLines.js";
import { diff, diffLines, forms, type Place, plain } from "./everywhereForms.js";
import { context, noMail, placedTokens } from "./fixture.js";
import { faults } from "./invariants.js";

/** How much of each line all forms have on it. */
let shortest: readonly number[] = [];

type Position = { readonly line: number; readonly character: number };
type Range = { readonly start: Position; readonly end: Position };

/** `line:column` in the diff; null outside of it. What lies in the quote marks is at column 0. */
function back(place: Place, { line, character }: Position): string | null {
  const at = place.lines.findIndex(({ line0 }) => line0 === line);
  if (at === -1) return null;
  const column = Math.max(0, character - (place.lines[at]?.column ?? 0));
  return `${at}:${Math.min(column, shortest[at] ?? column)}`;
}

/** null where an end is not in the diff. */
function backRange(place: Place, { start, end }: Range): string | null {
  const from = back(place, start);
  const to = back(place, end);
  return from === null || to === null ? null : `${from}-${to}`;
}

/** The place of `words` in the diff, as an LSP position. */
function at(place: Place, words: string, inside = 1): Position {
  const line = diffLines.findIndex((one) => one.includes(words));
  const known = place.lines[line];
  if (known === undefined) throw new Error(`not in the diff: ${words}`);
  return { line: known.line0, character: known.column + (diffLines[line] ?? "").indexOf(words) + inside };
}

const probes = [
  "1111111111aa",
  "rename from",
  "+++ b/docs/new.txt",
  "@@ -8,8",
  "widget_second",
  "count_all",
  "w->count = 0",
  "old_flags",
  "größe",
  "mutex_lock",
  "of three",
] as const;

type Answer = (place: Place) => unknown;
const answers: Record<string, Answer> = {
  hover: (place) =>
    Promise.all(
      probes.map(async (words) => {
        const position = at(place, words);
        const found = await hover.handle(
          place.document,
          { textDocument: { uri: place.document.uri }, position },
          context,
        );
        const text = JSON.stringify(found?.contents ?? null);
        // In quotes it says below who wrote it.
        const own = /^\{"kind":"markdown","value":"(?:Quote level|From a mail|This stands)/.test(text)
          ? "null"
          : text.replace(/\\n\\nQuote level.*(?="\})/, "");
        return [words, own];
      }),
    ),
  folds: ({ document, lines }) =>
    foldsOf(document)
      .filter(({ subject }) => subject === "file" || subject === "hunk")
      .map(({ subject, startLine0, lastLine0 }) => {
        const first = lines.findIndex(({ line0 }) => line0 === startLine0);
        // Up to the comment that interrupts it.
        const last = lines.findLastIndex(({ line0 }) => line0 <= lastLine0);
        return [subject, first, last];
      }),
  symbols: (place) => {
    type Symbols = ReturnType<typeof documentSymbols>;
    const flat = (all: Symbols): Symbols => all.flatMap((one) => [one, ...flat(one.children ?? [])]);
    return flat(documentSymbols(place.document)).flatMap(({ name, detail, range, selectionRange }) => {
      const own = backRange(place, range);
      return own === null
        ? []
        : [[name, detail?.replace("quoted ", ""), own, backRange(place, selectionRange)]];
    });
  },
  selection: (place) =>
    probes.map((words) => {
      const chain: string[] = [];
      const offset = place.document.model.lines.offsetAt(at(place, words));
      let one: ReturnType<typeof selectionRangeAt> | undefined = selectionRangeAt(place.document, offset);
      for (; one !== undefined; one = one.parent) {
        const range = backRange(place, one.range);
        if (range !== null && chain.at(-1) !== range) chain.push(range);
      }
      return [words, chain];
    }),
  navigation: (place) =>
    (["nextHunk", "previousHunk", "nextFile", "previousFile"] as const).map((target) =>
      place.lines.map(({ line0, column }) => {
        const position = { line: line0, character: column };
        const found = navigation(place.document, position, target, noMail);
        return "reason" in found ? found.reason : back(place, found.range.start);
      }),
    ),
  tokens: (place) => tokensOf(place),
  highlights: (place) =>
    probes.map((words) => {
      const offset = place.document.model.lines.offsetAt(at(place, words));
      const found = highlightsAt(place.document, offset) ?? [];
      // What stands in the wrapped rest of a line has no place in the diff.
      const ranges = found.map(({ range, kind }) => `${backRange(place, range)} ${kind}`);
      return [words, ranges.filter((range) => !/^(?:null|(\S+)-\1) /.test(range))];
    }),
  "highlights on a sign": (place) =>
    diffLines.map((_, line) => {
      const known = place.lines[line];
      if (known === undefined) return null;
      const offset = place.document.model.lines.start(known.line0) + known.column;
      return diffLines[line]?.startsWith("diff") === true || !/^[+-][^+-]/.test(diffLines[line] ?? "")
        ? null
        : (highlightsAt(place.document, offset) ?? []).map(({ range }) => backRange(place, range));
    }),
  "word marks": (place) => {
    const { removed, added } = wordMarksIn(place.document, 0, place.document.model.lines.count);
    const marks = (all: readonly number[]): unknown[] =>
      all.flatMap((line, index) =>
        index % 3 === 0
          ? [
              back(place, { line, character: all[index + 1] ?? 0 }),
              back(place, { line, character: all[index + 2] ?? 0 }),
            ]
          : [],
      );
    return [marks(removed), marks(added)];
  },
  "line numbers": (place) =>
    lineNumberHints(place.document, "both", 0, place.document.model.lines.count).map(
      ({ position, label }) => [back(place, position), label.trimEnd()],
    ),
  "code lenses": (place) =>
    codeLensesOf(place.document, "hunks", undefined).map(({ range, data }) => [
      back(place, range.start),
      (data as LensData).kind,
      back(place, { line: (data as LensData).sourceLine, character: 0 }),
    ]),
  "what F12 starts from": (place) => sources(place),
  "the diff for git": (place) => {
    const { message, files } = filesOf(place);
    return cleanFiles(place.document.model.lines, message, files).text;
  },
  links: (place) =>
    documentLinks(place.document, { archiveUrl: "", virtualLinks: true }).flatMap(({ range, data }) => {
      const own = backRange(place, range);
      return own === null ? [] : [[own, data]];
    }),
  "side by side": (place) => {
    const { message, files } = filesOf(place);
    const room = {
      workplaces: () => Promise.resolve({ unavailable: "There is no repository." }),
      charset: "",
      former: () => Promise.reject(new Error("nobody asks for it")),
      isStopped: () => false,
      signal: new AbortController().signal,
    };
    return Promise.all(
      files.map(async (file) => await fileSides({ document: place.document.model, message, file }, room)),
    );
  },
  "hunks to apply": (place) =>
    filesOf(place).files.map((file) => hunksToApply(place.document.model.lines, file)),
  "keys of viewed files": (place) =>
    filesOf(place).files.map((file) => keyOf(place.document.model.lines, file)),
  references: (place) => commentsOnLines(place),
};

/** What stands at the probes that has a source elsewhere. */
const sources: Answer = (place) =>
  probes.map((words) => {
    const found = sourceAt(place.document, place.document.model.lines.offsetAt(at(place, words)));
    if (found === null) return [words, null];
    const span = backRange(place, place.document.model.lines.rangeOf(found.span));
    if (found.kind !== "hunkLine") return [words, { ...found, span }];
    const { rows, oldStart, newStart, isWhole } = found.rows;
    const known = rows.map(({ sign, line0, text }) => {
      const line = place.lines.findIndex((one) => one.line0 === line0);
      return [sign, line, text.slice(0, (shortest[line] ?? 0) - 1)];
    });
    return [words, { ...found, span, rows: { rows: known, oldStart, newStart, isWhole } }];
  });

/** The files of the diff. */
function filesOf({ document: { model }, lines }: Place) {
  const line0 = lines[0]?.line0 ?? 0;
  const message = model.messages.find((one) => one.startLine0 <= line0 && line0 < one.endLine0);
  const first = message?.files.find((file) => file.startLine0 === line0);
  if (message === undefined || first === undefined) throw new Error("the diff is in no message");
  return { message, files: patchFiles(message, first) };
}

/** Types of the tokens of each line of the diff, without those of quote marks, with their places. */
function tokensOf({ document, lines }: Place): unknown[] {
  const data = semanticTokenData(document, { hunkTokens: "lines" }) ?? [];
  const byLine = new Map<number, string[]>();
  for (const { line0: line, column: character, length, type } of placedTokens(data)) {
    const name = semanticTokenTypes[type] ?? "";
    if (name.startsWith("patchMailQuote")) continue;
    const column = lines.find(({ line0 }) => line0 === line)?.column ?? 0;
    const list = byLine.get(line) ?? [];
    const from = character - column;
    const end = Math.min(from + length, shortest[lines.findIndex(({ line0 }) => line0 === line)] ?? 0);
    if (from < end) list.push(`${name} ${from}-${end}`);
    byLine.set(line, list);
  }
  return lines.map(({ line0 }) => byLine.get(line0) ?? []);
}

describe("in a patch", () => {
  beforeAll(() => {
    shortest = diffLines.map(({ length }) => length);
  });
  it("there is something to compare", async () => {
    const chains = (await answers["selection"]?.(plain)) as [string, string[]][] | undefined;
    const chain = chains?.find(([words]) => words === "count_all")?.[1];
    // word, line, change, hunk, file, patch
    expect(chain).toEqual(["8:8-8:24", "8:0-8:43", "7:0-9:81", "4:0-14:31", "0:0-20:11", "0:0-32:12"]);
    expect(faults(plain.document)).toEqual([]);
    for (const [name, answer] of Object.entries(answers)) {
      expect(JSON.stringify(await answer(plain)).length, name).toBeGreaterThan(50);
    }
  });
  it("the diff for git is that of the patch, and comments are found on the lines that have one", async () => {
    expect(await answers["the diff for git"]?.(plain)).toBe(diff);
    const found = (await answers["references"]?.(plain)) as number[][] | undefined;
    const commented = found?.flatMap((lines, at) =>
      lines.length > 0 ? [diffLines[askedLines[at] ?? 0]] : [],
    );
    expect(commented).toContain("+	err = widget_count_all(w, 1, GFP_KERNEL);");
    expect(commented).not.toContain(" and an end.");
    expect(new Set(found?.flat()).size).toBe(3);
  });
  it("marks the words that changed", () => {
    const { removed, added } = wordMarksIn(plain.document, 0, plain.document.model.lines.count);
    const words = (all: readonly number[]): string[] =>
      all.flatMap((line, index) =>
        index % 3 === 0
          ? [plain.document.model.lines.lineText(line).slice(all[index + 1], all[index + 2])]
          : [],
      );
    expect(words(removed)).toEqual(["widget_count", "old_flags", "two"]);
    expect(words(added)).toEqual(["widget_count_all", ", GFP_KERNEL", "new_flags", "three"]);
  });
});

describe.each(Object.keys(forms))("%s", (name) => {
  let place: Place;
  beforeAll(async () => {
    const form = forms[name];
    if (form === undefined) throw new Error(name);
    place = await form();
    shortest = place.lines.map(({ length }) => length);
  });
  const interrupted = name.includes("comments");
  const isLeftOut = (answer: string): boolean =>
    (interrupted && answer === "folds") ||
    // Nobody can answer what has no Message-ID.
    (name === "without a header" && answer === "references");
  it.each(Object.keys(answers).filter((answer) => !isLeftOut(answer)))("%s", async (answer) => {
    const given = answers[answer];
    let expected = await given?.(plain);
    let found = await given?.(place);
    if (interrupted && answer === "selection")
      [expected, found] = [unbroken(expected), between(found, expected)];
    expect(found).toEqual(expected);
  });
  it("has no faults", () => expect(faults(place.document)).toEqual([]));
});

/** A comment breaks the change below it, and adds the stretch of quote up to it to the steps. */
const between = (chains: unknown, other: unknown): unknown =>
  (chains as [string, string[]][]).map(([words, chain], index) => {
    const known = (other as [string, string[]][])[index]?.[1] ?? [];
    return [words, chain.filter((range) => !range.startsWith("17:0-19:") && known.includes(range))];
  });
const unbroken = (chains: unknown): unknown =>
  (chains as [string, string[]][]).map(([words, chain]) => [
    words,
    chain.filter((range) => !range.startsWith("17:0-19:")),
  ]);
