/**
 * What each quick fix must hold to. `fixed` diagnoses a text as a draft, asks for the code actions of a finding, applies the
 * one that is meant, and fails where the rule still speaks, where any rule says more than before, and where the same text
 * with CRLF ends otherwise. What it gives is for the test to compare: the lines that changed, and the whole text.
 *
 * ```ts
 * const { diff } = await fixed(mail({ separator: SEPARATOR, log: "…" }), "trailer.duplicate");
 * expect(diff).toEqual(["-Acked-by: Ben Example <ben@example.com>"]);
 * ```
 */
import { expect } from "vitest";
import type { CodeAction, Diagnostic, TextEdit } from "vscode-languageserver-protocol";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { DiagnoseOptions } from "../../../../server/src/diagnostics/diagnose.js";
import { diagnose } from "../../../../server/src/diagnostics/diagnose.js";
import { codeAction } from "../../../../server/src/features/codeAction.js";
import type { FeatureContext, ParsedDocument } from "../../../../server/src/features/feature.js";
import { parsed, context as plainContext } from "../fixture.js";

export interface FixOptions {
  /** Which finding of the rule, from 1. */
  readonly nth?: number;
  /** Which action, by a piece of its title; absent: the first one that has an edit. */
  readonly title?: string;
  /** Findings of the rule that stay, since the text has more of them. */
  readonly stays?: number;
  /** Where the document is; absent: a file. */
  readonly uri?: string;
  /** Other services than none (a repository, other mail). */
  readonly context?: Partial<FeatureContext>;
  /** Levels, preset, thread … Each address of the text is git's user, unless said otherwise: it is a draft. */
  readonly diagnose?: DiagnoseOptions;
  /** Findings of rules that `diagnose` does not run (those that ask a repository); asked before and after. */
  readonly findings?: (document: ParsedDocument) => readonly Diagnostic[] | Promise<readonly Diagnostic[]>;
  /** Findings of these rules may be new after it: say why in the test. */
  readonly mayAppear?: readonly string[];
  /** The fix changes line ends, or does not take CRLF: only the text as it is given. */
  readonly onlyAsGiven?: boolean;
}

export interface Fixed {
  /** Titles of all actions with edits that the finding had. */
  readonly titles: readonly string[];
  /** The action that was taken. */
  readonly action: CodeAction;
  readonly text: string;
  /** Lines that went (`-…`) and that came (`+…`), in order, without their ends. */
  readonly diff: readonly string[];
}

/** The text with one finding mended; see above. */
export async function fixed(text: string, rule: string, options: FixOptions = {}): Promise<Fixed> {
  const result = await fixedOnce(text, rule, options);
  if (options.onlyAsGiven !== true && !text.includes("\r")) {
    const dos = await fixedOnce(text.replaceAll("\n", "\r\n"), rule, options);
    expectSame(dos.text, result.text.replaceAll("\n", "\r\n"), "the same text with CRLF is fixed otherwise");
  }
  return result;
}

/** Titles of the actions with edits that a finding has; for what must not be offered. */
export async function offered(text: string, rule: string, options: FixOptions = {}): Promise<string[]> {
  const document = parsed(text, options.uri);
  const finding = findingOf(await findingsOf(document, options), rule, options.nth);
  return (await actionsOf(document, finding, options)).map(({ title }) => title);
}

/** Findings as the client has them; each address that the text names is git's user. */
export async function findingsOf(
  document: ParsedDocument,
  options: FixOptions = {},
): Promise<readonly Diagnostic[]> {
  if (options.findings !== undefined) return options.findings(document);
  const userAddresses = [...new Set(document.text.slice(0, 100_000).match(/[\w.+-]{1,64}@[\w.-]{1,64}/g))];
  return diagnose(document, { userAddresses, ...options.diagnose }).map((one) => ({ ...one }));
}

/** Lines that went and that came. */
export function lineDiff(before: string, after: string): string[] {
  const a = before.split(/\r?\n/);
  const b = after.split(/\r?\n/);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail++;
  return middleDiff(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
}

async function fixedOnce(text: string, rule: string, options: FixOptions): Promise<Fixed> {
  const document = parsed(text, options.uri);
  const before = await findingsOf(document, options);
  const finding = findingOf(before, rule, options.nth);
  const actions = await actionsOf(document, finding, options);
  const { title } = options;
  const action = actions.find((one) => title === undefined || one.title.includes(title));
  if (action === undefined)
    throw new Error(
      `no action for ${rule}${title === undefined ? "" : ` with “${title}”`}; there are: ${actions.map((one) => one.title).join(" | ") || "none"}`,
    );
  const mended = applied(document, editsOf(action, document.uri));
  const after = await findingsOf(parsed(mended, options.uri), options);
  const { stays = 0, mayAppear = [] } = options;
  const counts = (all: readonly Diagnostic[]): Map<string, number> => {
    const result = new Map<string, number>();
    for (const { code } of all) result.set(String(code), (result.get(String(code)) ?? 0) + 1);
    return result;
  };
  const [was, is] = [counts(before), counts(after)];
  expect(is.get(rule) ?? 0, `findings of ${rule} after its fix`).toBe(stays);
  const more = [...is].filter(([code, count]) => count > (was.get(code) ?? 0) && !mayAppear.includes(code));
  expect(more, "findings that the fix has brought").toEqual([]);
  return {
    titles: actions.map((one) => one.title),
    action,
    text: mended,
    diff: lineDiff(text, mended),
  };
}

function findingOf(all: readonly Diagnostic[], rule: string, nth = 1): Diagnostic {
  const finding = all.filter(({ code }) => code === rule)[nth - 1];
  if (finding === undefined)
    throw new Error(
      `no finding ${nth} of ${rule}; there are: ${all.map(({ code }) => code).join(", ") || "none"}`,
    );
  return finding;
}

/** Those that change text; what runs a command (suppress) has tests of its own. */
async function actionsOf(
  document: ParsedDocument,
  finding: Diagnostic,
  options: FixOptions,
): Promise<CodeAction[]> {
  const asked = {
    textDocument: { uri: document.uri },
    range: finding.range,
    context: { diagnostics: [finding], only: ["quickfix"], triggerKind: 1 as const },
  };
  const answer = await codeAction.handle(document, asked, {
    ...plainContext,
    stateOptions: () => ({ ...options.diagnose }),
    ...options.context,
  });
  return answer.filter(({ edit }) => edit !== undefined);
}

function editsOf({ edit }: CodeAction, uri: string): readonly TextEdit[] {
  const changes = edit?.changes ?? {};
  expect(Object.keys(changes), "documents that the fix changes").toEqual([uri]);
  return changes[uri] ?? [];
}

/** As a client does it; edits that overlap are thrown out. */
export function applied({ uri, text }: ParsedDocument, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create(uri, "patch-mail", 1, text), [...edits]);
}

/** Says the first line that differs, never the whole text. */
export function expectSame(actual: string, wanted: string, what: string): void {
  if (actual === wanted) return;
  const [a, b] = [actual.split("\n"), wanted.split("\n")];
  const at = a.findIndex((line, index) => line !== b[index]);
  const line = at === -1 ? a.length : at;
  throw new Error(
    `${what}: line ${line + 1} is ${JSON.stringify(a[line])}, should be ${JSON.stringify(b[line])}`,
  );
}

/** By the longest common subsequence of lines: the texts of fixtures are small. */
function middleDiff(a: readonly string[], b: readonly string[]): string[] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const of = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] = a[i] === b[j] ? of(i + 1, j + 1) + 1 : Math.max(of(i + 1, j), of(i, j + 1));
  }
  const diff: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
    } else if (i < a.length && (j === b.length || of(i + 1, j) >= of(i, j + 1)))
      diff.push(`-${a[i++] ?? ""}`);
    else diff.push(`+${b[j++] ?? ""}`);
  }
  return diff;
}
