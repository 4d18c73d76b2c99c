/**
 * What is measured in a fresh process each time: nothing is compiled yet, as when a user opens the first file. A task
 * gets a file, and returns figures by name, in milliseconds unless the name says otherwise.
 */
import { readFileSync } from "node:fs";
import { parse } from "../../server/src/core/parse.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import { documentSymbols } from "../../server/src/features/documentSymbol.js";
import type { ParsedDocument } from "../../server/src/features/feature.js";
import { foldingRanges } from "../../server/src/features/foldingRange.js";
import { semanticTokenData } from "../../server/src/features/semanticTokens.js";
import { wordMarksIn } from "../../server/src/features/wordMarks.js";
import { createMailIndex } from "../../server/src/mailboxes/mailIndex.js";
import { openSource } from "../../server/src/mailboxes/openSource.js";
import type { MessageSummary } from "../../server/src/threads/model.js";
import { median } from "./measure.js";

export type Figures = Readonly<Record<string, number>>;

export type ColdTaskName =
  | "ours"
  | "oursMemory"
  | "parseDiff"
  | "parseDiffMemory"
  | "textMate"
  | "mailbox"
  | "mailparserMailbox"
  | "decodedMailbox"
  | "words"
  | "rules";

/** Runs a task; what it needs beside ours is loaded before the clock starts. */
export async function runColdTask(name: ColdTaskName, file: string, grammar: string): Promise<Figures> {
  if (name === "mailbox") return mailbox(file);
  if (name === "mailparserMailbox") return mailparserMailbox(file);
  if (name === "decodedMailbox") return decodedMailbox(file);
  const text = readFileSync(file, "utf8");
  switch (name) {
    case "ours":
      return ours(text);
    case "oursMemory":
      return retained(() => analysed(text));
    case "parseDiff": {
      const { default: parseDiff } = await import("parse-diff");
      const processor = processorTime();
      const start = performance.now();
      const files = parseDiff(text);
      const parsed = performance.now() - start;
      return { parse: parsed, parseProcessor: processorTime() - processor, fileCount: files.length };
    }
    case "parseDiffMemory": {
      const { default: parseDiff } = await import("parse-diff");
      return retained(() => parseDiff(text));
    }
    case "words":
      return changedWords(text);
    case "rules":
      return rules(text);
    case "textMate":
      return textMate(text, grammar);
    default: {
      const unknown: never = name;
      throw new Error(`there is no task ${String(unknown)}`);
    }
  }
}

/**
 * Milliseconds that this thread has had a processor (Linux, proc(5) `schedstat`; to some milliseconds), else those of
 * the clock. On a busy machine the clock also counts the turns of other programs.
 */
function processorTime(): number {
  try {
    const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ");
    return Number(nanoseconds) / 1e6;
  } catch {
    return performance.now();
  }
}

function analysed(text: string): ParsedDocument {
  const { document, problems } = parse(text);
  return {
    uri: "file:///mail/a.patch",
    version: 1,
    languageId: "patch-mail",
    text,
    model: document,
    problems,
  };
}

function ours(text: string): Figures {
  const processor = processorTime();
  const start = performance.now();
  const document = analysed(text);
  const parsed = performance.now();
  const processorParsed = processorTime();
  const tokens = semanticTokenData(document, { hunkTokens: "lines" });
  const tokensDone = performance.now();
  const folds = foldingRanges(document, { foldingRangeLimit: null });
  const foldsDone = performance.now();
  const symbols = documentSymbols(document);
  const done = performance.now();
  return {
    parse: parsed - start,
    tokens: tokensDone - parsed,
    folds: foldsDone - tokensDone,
    symbols: done - foldsDone,
    features: done - parsed,
    parseProcessor: processorParsed - processor,
    featuresProcessor: processorTime() - processorParsed,
    tokenCount: (tokens?.length ?? 0) / 5,
    foldCount: folds.length,
    symbolCount: symbols.length,
    fileCount: document.model.messages.reduce((sum, message) => sum + message.files.length, 0),
  };
}

/** The same document, of which rules have kept nothing yet. */
export function unseen(document: ParsedDocument): ParsedDocument {
  const { model } = document;
  return { ...document, model: { ...model, messages: model.messages.map((message) => ({ ...message })) } };
}

/** All rules over a text that is parsed already: the first time, and later. */
function rules(text: string): Figures {
  const document = analysed(text);
  const took = (): number => {
    const fresh = unseen(document);
    const start = performance.now();
    diagnose(fresh, { mailIs: "draft" });
    return performance.now() - start;
  };
  const first = took();
  const processor = processorTime();
  const again = Array.from({ length: 20 }, took);
  return { first, again: median(again.slice(5)), processor: (processorTime() - processor) / again.length };
}

/** The words of all changes of a patch that is parsed already, and those of one screen with its margin. */
function changedWords(text: string): Figures {
  const model = parse(text).document;
  const took = (from0: number, to0: number): number => {
    const start = performance.now();
    wordMarksIn({ model, text }, from0, to0);
    return performance.now() - start;
  };
  const { count } = model.lines;
  const first = took(0, count);
  const again = [1, 2, 3].map(() => took(0, count));
  const middle = count >> 1;
  const screens = [1, 2, 3].map(() => took(middle, middle + 180));
  const { removed, added } = wordMarksIn({ model, text }, 0, count);
  return {
    first,
    again: median(again),
    screen: median(screens),
    markCount: (removed.length + added.length) / 3,
  };
}

/** A mailbox as the server opens it. Times are from the start of the process. */
async function mailbox(file: string): Promise<Figures> {
  const loaded = performance.now();
  const index = createMailIndex();
  const source = await openSource(file);
  let first = Number.NaN;
  const messages: MessageSummary[] = [];
  const scan = await source.scan({
    onMessages(more) {
      messages.push(...more);
      if (!Number.isNaN(first) || messages.length < 200) return;
      index.setFile(source.uri, { messages: [...messages], told: [] });
      if (index.forest().roots.length > 0) first = performance.now();
    },
  });
  if (scan === undefined) throw new Error("the scan was stopped");
  index.setFiles(scan.files);
  const threadCount = index.forest().roots.length;
  const all = performance.now();
  const message = await source.read(source.uri, Math.floor(scan.messageCount * 0.7));
  return {
    loaded,
    first,
    all,
    read: performance.now() - all,
    threadCount,
    messageCount: scan.messageCount,
    messageBytes: message.length,
    peakMegabytes: process.resourceUsage().maxRSS / 1000,
  };
}

/** All messages of a mailbox, cut apart. */
async function cutMails(file: string): Promise<Buffer[]> {
  const mails: Buffer[] = [];
  await (await openSource(file)).readAll(({ bytes }) => void mails.push(Buffer.from(bytes)));
  return mails;
}

/** Ours over all messages of a mailbox, cut before the clock starts: bodies decoded, their diffs and all else parsed. */
async function decodedMailbox(file: string): Promise<Figures> {
  const { openMessage, viewMessage } = await import("../../server/src/mailboxes/decodedMessage.js");
  const mails = await cutMails(file);
  let fileCount = 0;
  const start = performance.now();
  for (const mail of mails) {
    const { text } = await viewMessage(openMessage(mail), { hasAllFields: false });
    for (const { files } of parse(text).document.messages) fileCount += files.length;
  }
  return { parse: performance.now() - start, messageCount: mails.length, fileCount };
}

/** mailparser over all messages of a mailbox, cut before the clock starts. */
async function mailparserMailbox(file: string): Promise<Figures> {
  const { simpleParser } = await import("mailparser");
  const mails = await cutMails(file);
  const lean = { skipHtmlToText: true, skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true };
  const start = performance.now();
  for (const mail of mails) await simpleParser(mail, lean);
  return { parse: performance.now() - start, messageCount: mails.length };
}

/** Heap and typed arrays that a result holds, in bytes; needs --expose-gc. */
function retained(make: () => unknown): Figures {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error("this task needs --expose-gc");
  const used = (): number => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const held = [make()];
  const bytes = used() - before;
  return { bytes, held: held.length };
}

/** VS Code's own colouring, line by line with the state of the line before, as its tokenizer does it. */
async function textMate(text: string, grammarFile: string): Promise<Figures> {
  const { default: oniguruma } = await import("vscode-oniguruma");
  const { default: textmate } = await import("vscode-textmate");
  const { createRequire } = await import("node:module");
  const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (line) => new oniguruma.OnigString(line),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(grammarFile, "utf8"), grammarFile),
  });
  const grammar = await registry.loadGrammar("source.diff");
  if (grammar === null) throw new Error(`${grammarFile} is no grammar`);
  const lines = text.split("\n");
  const start = performance.now();
  let state = textmate.INITIAL;
  let tokenCount = 0;
  for (const line of lines) {
    const { tokens, ruleStack } = grammar.tokenizeLine2(line, state);
    tokenCount += tokens.length / 2;
    state = ruleStack;
  }
  return { tokenize: performance.now() - start, tokenCount };
}
