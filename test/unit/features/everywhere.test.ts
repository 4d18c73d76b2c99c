/** The same diff in every place where a reader meets one: each feature gives the same answers, moved. */
import { beforeAll, describe, expect, it } from "vitest";
import { codeLensesOf, type LensData } from "../../../server/src/features/codeLens.js";
import { highlightsAt } from "../../../server/src/features/documentHighlight.js";
import { documentSymbols } from "../../../server/src/features/documentSymbol.js";
import type { ParsedDocument } from "../../../server/src/features/feature.js";
import { foldsOf } from "../../../server/src/features/folds.js";
import { hover } from "../../../server/src/features/hover.js";
import { lineNumberHints } from "../../../server/src/features/inlayHint.js";
import { navigation } from "../../../server/src/features/navigate.js";
import { selectionRangeAt } from "../../../server/src/features/selectionRange.js";
import { semanticTokenData } from "../../../server/src/features/semanticTokens.js";
import { semanticTokenTypes } from "../../../server/src/features/semanticTokensLegend.js";
import { wordMarksIn } from "../../../server/src/features/wordMarks.js";
import { viewOf } from "../decode/view.js";
import { context, noMail, parsed } from "./fixture.js";
import { faults } from "./invariants.js";

const longPath = "drivers/net/ethernet/example/driver_with_a_long_name_core.c";
const diff = `diff --git a/${longPath} b/${longPath}
index 1111111111aa..2222222222bb 100644
--- a/${longPath}
+++ b/${longPath}
@@ -8,8 +8,9 @@ static int widget_first(struct widget *w)
 	int err;
 
-	err = widget_count(w, 1);
+	err = widget_count_all(w, 1, GFP_KERNEL);
+	w->count = widget_with_a_long_name(err, w->first_argument, w->second_argument);
 	if (err)
 		return err;
 
 	mutex_lock(&w->lock);
 	w->flags = 0; /* größe = 1 */
@@ -98,4 +99,3 @@ static int widget_second(struct widget *w, int index_of_it)
 	w->state = 1;
-	w->flags = old_flags(w); return w;
-	w->count = 0;
+	w->flags = new_flags(w); return w;
 	return 0;
diff --git a/docs/old.txt b/docs/new.txt
similarity index 80%
rename from docs/old.txt
rename to docs/new.txt
index 3333333333cc..4444444444dd 100644
--- a/docs/old.txt
+++ b/docs/new.txt
@@ -1,3 +1,3 @@
 One line
-of two lines = 1
+of three lines = 1
 and an end.
`;
const diffLines = diff.trimEnd().split("\n");

/** A document with the diff in it. */
interface Place {
  readonly document: ParsedDocument;
  /**
   * Of each line of the diff: the line in the document, the column at which it begins, and how much of it stands there:
   * the rest was wrapped.
   */
  readonly lines: readonly { readonly line0: number; readonly column: number; readonly length: number }[];
}

const head = (subject: string, more = ""): string =>
  `From: Ben Example <ben@example.com>\nSubject: ${subject}\nMessage-ID: <55-1-ben@example.com>\n${more}\n`;
const log = "widget: count all\n\nSigned-off-by: Ben Example <ben@example.com>\n---\n\n";

/** Where the lines of the diff stand in the text, in their order: each is the next that ends with it, or with its beginning. */
function placed(text: string): Place {
  const document = parsed(text);
  const { lines } = document.model;
  const found: { line0: number; column: number; length: number }[] = [];
  let line0 = 0;
  for (const wanted of diffLines) {
    for (let isFound = false; !isFound; line0++) {
      if (line0 >= lines.count) throw new Error(`not in the document: ${wanted}`);
      const line = lines.lineText(line0);
      const column = /^(?:> ?)*/.exec(line)?.[0].length ?? 0;
      const rest = line.slice(column);
      const own = rest === wanted || (rest.length > 50 && wanted.startsWith(`${rest} `)) ? rest : null;
      const unpadded = own === null && line.endsWith(wanted) && /^>*$/.test(line.slice(0, -wanted.length));
      isFound = own !== null || unpadded;
      if (isFound)
        found.push(
          unpadded
            ? { line0, column: line.length - wanted.length, length: wanted.length }
            : { line0, column, length: rest.length },
        );
    }
  }
  return { document, lines: found };
}

/** As a mailer wraps a reply: after the last blank within the width, the rest without quote marks or with them. */
function wrapped(text: string, width: number, hasMarks: boolean): string {
  return text.replace(/^((?:> ?)+)(.*)$/gm, (line, marks: string, content: string) => {
    if (line.length <= width) return line;
    const at = content.lastIndexOf(" ", width - marks.length);
    if (at < 30) return line;
    return `${marks}${content.slice(0, at)}\n${hasMarks ? marks : ""}${content.slice(at + 1)}`;
  });
}

/** As a reply quotes it, `depth` levels deep, with an attribution above each level. */
function quoted(text: string, depth: number, mark = "> "): string {
  let body = text.trimEnd();
  for (let level = 1; level <= depth; level++) {
    const who = level % 2 === 0 ? "Ada" : "Cleo";
    body = `On Mon, Mar 03, 2025 at 0${level}:00:00AM +0100, ${who} Example wrote:\n${body
      .split("\n")
      .map((line) => (line.startsWith(">") || line === "" ? `>${line}` : `${mark}${line}`))
      .join("\n")}`;
  }
  return `${head("Re: [PATCH] widget: count all")}${body}\n\nFine.\n`;
}

const plain = placed(`${head("[PATCH] widget: count all")}${log}${diff}-- \n2.39.5\n`);

const forms: Record<string, () => Place | Promise<Place>> = {
  "in a patch with CRLF": () =>
    placed(`${head("[PATCH] widget: count all")}${log}${diff}-- \n2.39.5\n`.replaceAll("\n", "\r\n")),
  "without a header": () => placed(diff),
  "quoted once": () => placed(quoted(log + diff, 1)),
  "quoted three deep": () => placed(quoted(log + diff, 3)),
  "quoted six deep": () => placed(quoted(log + diff, 6)),
  "quoted without a blank behind the mark": () => placed(quoted(log + diff, 1, ">")),
  "quoted, the diff alone": () => placed(quoted(diff, 2)),
  "in an attachment": () =>
    placed(
      `${head("a patch", 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n')}--b\nContent-Type: text/plain\n\nSee below.\n\n--b\nContent-Type: text/x-patch; name="a.patch"\nContent-Disposition: attachment; filename="a.patch"\n\n${diff}\n--b--\n`,
    ),
  "in a decoded quoted-printable mail": async () => {
    const mail = `${head("[PATCH] widget: count all", "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n")}${quotedPrintable(log + diff)}`;
    return placed((await viewOf(mail)).text);
  },
  "in a decoded base64 attachment": async () => {
    const body = Buffer.from(diff).toString("base64").replace(/.{76}/g, "$&\n");
    const mail = `${head("a patch", 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n')}--b\nContent-Type: text/plain\n\nSee below.\n\n--b\nContent-Type: text/x-patch; charset=UTF-8; name="a.patch"\nContent-Disposition: attachment; filename="a.patch"\nContent-Transfer-Encoding: base64\n\n${body}\n--b--\n`;
    return placed((await viewOf(mail)).text);
  },
  "quoted in a decoded quoted-printable reply": async () => {
    const reply = quoted(log + diff, 3);
    const body = reply.slice(reply.indexOf("\n\n") + 2);
    const mail = `${head("Re: [PATCH] widget: count all", "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n")}${quotedPrintable(body)}`;
    return placed((await viewOf(mail)).text);
  },
  "quoted and wrapped without marks": () => placed(wrapped(quoted(log + diff, 1), 76, false)),
  "quoted and wrapped with marks": () => placed(wrapped(quoted(log + diff, 1), 76, true)),
  "wrapped without marks, and quoted again": () => {
    const reply = wrapped(quoted(log + diff, 1), 78, false);
    return placed(quoted(reply.slice(reply.indexOf("\n\n") + 2), 2));
  },
  "quoted, with comments between the lines": () => {
    const reply = quoted(log + diff, 1);
    return placed(
      reply
        .replace("second_argument);\n", "second_argument);\n\nWhy?\n\n")
        .replace("> -	w->count = 0;\n", "> -	w->count = 0;\n\nIs this needed?\n\n"),
    );
  },
};

function quotedPrintable(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte === 10
        ? "\n"
        : byte === 0x3d || byte > 0x7e || byte === 9
          ? `=${byte.toString(16).toUpperCase().padStart(2, "0")}`
          : String.fromCharCode(byte),
    )
    .join("")
    .replace(/^.{76,}$/gm, (line) => line.replace(/(?:=..|[^=]){60}(?=.)/g, "$&=\n"))
    .replace(/ $/gm, "=20");
}

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
};

/** Types of the tokens of each line of the diff, without those of quote marks, with their places. */
function tokensOf({ document, lines }: Place): unknown[] {
  const data = semanticTokenData(document, { hunkTokens: "lines" }) ?? [];
  const byLine = new Map<number, string[]>();
  let line = 0;
  let character = 0;
  for (let index = 0; index < data.length; index += 5) {
    const [lineDelta = 0, startDelta = 0, length = 0, type = 0] = data.slice(index, index + 5);
    line += lineDelta;
    character = lineDelta === 0 ? character + startDelta : startDelta;
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
      expect(JSON.stringify(await answer(plain)).length, name).toBeGreaterThan(60);
    }
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
  it.each(Object.keys(answers).filter((answer) => !interrupted || answer !== "folds"))(
    "%s",
    async (answer) => {
      const given = answers[answer];
      let expected = await given?.(plain);
      let found = await given?.(place);
      if (interrupted && answer === "selection")
        [expected, found] = [unbroken(expected), between(found, expected)];
      expect(found).toEqual(expected);
    },
  );
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
