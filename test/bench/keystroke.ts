import type { InitializeParams, SemanticTokens } from "vscode-languageserver/node";
import { bundleServer, type Edit, startTestClient, type TestClient } from "../lsp/serverUnderTest.js";
import { bigPatch, bigPatchLines } from "./bigPatch.js";
import { median, ms, percentile, printRows, type Row } from "./measure.js";
import { createRandom, type Random } from "./random.js";

/** Lines that a window shows. */
const visibleLines = 60;
const keystrokes = 120;
/** Between two keys: nobody types faster. */
const pauseMilliseconds = 25;

const uri = "file:///mail/bench.patch";

/** What VS Code announces, as far as it matters here: it asks for ranges and pulls diagnostics. */
const likeVSCode: Partial<InitializeParams> = {
  capabilities: {
    workspace: { diagnostics: { refreshSupport: true } },
    textDocument: {
      diagnostic: {},
      semanticTokens: {
        requests: { range: true, full: true },
        tokenTypes: [],
        tokenModifiers: [],
        formats: ["relative"],
        serverCancelSupport: true,
      },
    },
  },
};

/** One key, and the line around which the window stands. */
interface Key {
  readonly edit: Edit;
  readonly line0: number;
}

/** The ways of editing that are told apart. */
const typists = {
  "a character in a hunk's line": (random: Random, lines: string[]): Key => {
    const line0 = lineLike(random, lines, /^[+ -]\t/);
    return insertion(lines, line0, 2 + random.below((lines[line0] ?? "").length - 1), "x");
  },
  "a character in the commit log": (random: Random, lines: string[]): Key => {
    const line0 = 9 + random.below(2);
    return insertion(lines, line0, random.below((lines[line0] ?? "").length), "y");
  },
  "a new line in a hunk, and back": (random: Random, lines: string[]): Key => {
    const split = lines.indexOf("+split");
    if (split !== -1) {
      const edit = {
        startLine: split - 1,
        startCharacter: (lines[split - 1] ?? "").length,
        endLine: split,
        endCharacter: 6,
        text: "",
      };
      lines.splice(split, 1);
      return { edit, line0: split };
    }
    const line0 = lineLike(random, lines, /^\+\t/);
    const length = (lines[line0] ?? "").length;
    lines.splice(line0 + 1, 0, "+split");
    return {
      edit: {
        startLine: line0,
        startCharacter: length,
        endLine: line0,
        endCharacter: length,
        text: "\n+split",
      },
      line0,
    };
  },
} as const;

function lineLike(random: Random, lines: readonly string[], shape: RegExp): number {
  for (;;) {
    const line0 = random.below(lines.length);
    if (shape.test(lines[line0] ?? "")) return line0;
  }
}

function insertion(lines: string[], line0: number, character: number, text: string): Key {
  const line = lines[line0] ?? "";
  lines[line0] = line.slice(0, character) + text + line.slice(character);
  return {
    edit: { startLine: line0, startCharacter: character, endLine: line0, endCharacter: character, text },
    line0,
  };
}

/** didChange to the answered tokens of the visible range, over --stdio, as a client sees it. */
export async function benchKeystroke(): Promise<void> {
  const bundle = await bundleServer();
  try {
    const rows: Row[] = [];
    for (const [size, share] of [
      ["0.1 MB", 1 / 55],
      ["1 MB", 1 / 5.5],
      ["5.5 MB", 1],
    ] as const) {
      const text = bigPatch(Math.round(bigPatchLines * share));
      const client = startTestClient(bundle);
      await client.initialize(likeVSCode);
      await client.open(uri, text);
      const all: number[] = [];
      for (const [name, type] of Object.entries(typists)) {
        const taken = await typed(client, text.split("\n"), type, all.length === 0);
        for (const each of taken) all.push(each);
        rows.push({ what: `  ${size}, ${name}`, figure: figures(taken) });
        // The next typist starts with the first text again.
        await client.close(uri);
        await client.open(uri, text);
        await tokens(client, 0);
      }
      rows.push(total(size, all));
      await client.shutdown();
    }
    printRows(
      "A key: didChange -> tokens of the visible 60 lines answered (--stdio; median, p95, worst)",
      rows,
    );
  } finally {
    bundle.remove();
  }
}

async function typed(
  client: TestClient,
  lines: string[],
  type: (random: Random, lines: string[]) => Key,
  isFirst: boolean,
): Promise<number[]> {
  const random = createRandom(7);
  const taken: number[] = [];
  let version = 1;
  // The first keys pay for the compilers; a minute later nobody remembers them, but they are told in "worst".
  const warmUp = isFirst ? 20 : 5;
  for (let key = 0; key < warmUp + keystrokes; key++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    const { edit, line0 } = type(random, lines);
    const start = performance.now();
    await client.change(uri, ++version, edit);
    const answer = await tokens(client, line0);
    const took = performance.now() - start;
    if (answer.data.length === 0) throw new Error("the server has answered no tokens");
    if (key >= warmUp) taken.push(took);
  }
  return taken;
}

function tokens(client: TestClient, line0: number): Promise<SemanticTokens> {
  const first = Math.max(0, line0 - visibleLines / 2);
  return client.connection.sendRequest("textDocument/semanticTokens/range", {
    textDocument: { uri },
    range: { start: { line: first, character: 0 }, end: { line: first + visibleLines, character: 0 } },
  });
}

function figures(taken: readonly number[]): string {
  return `${ms(median(taken))}, ${ms(percentile(taken, 95))}, ${ms(Math.max(...taken))}`;
}

function total(size: string, taken: readonly number[]): Row {
  const isLarge = size === "5.5 MB";
  return {
    what: size,
    figure: figures(taken),
    target: isLarge ? "median < 16 ms" : "p95 < 16 ms",
    isMet: isLarge ? median(taken) < 16 : percentile(taken, 95) < 16,
  };
}
