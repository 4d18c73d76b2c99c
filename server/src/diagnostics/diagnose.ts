import type { Message, Problem } from "../core/model.js";
import type { Span } from "../core/text/span.js";
import type { Cancellation, ParsedDocument } from "../features/feature.js";
import { codeDescription } from "./documentation.js";
import { encodedMessages } from "./encodedMessages.js";
import { effectiveLevel, type LevelOptions, severityOf } from "./levels.js";
import type { MailDiagnostic } from "./mailDiagnostic.js";
import { mailState, type StateOptions } from "./mailState.js";
import { ownFiles } from "./ownFiles.js";
import type { CommitLookup, Finding, Rule, RuleContext, ThreadLookup } from "./rule.js";
import { RULES } from "./rules/index.js";
import { headerFaults } from "./structure.js";

export interface DiagnoseOptions extends LevelOptions, StateOptions {
  /** Other mail that is known of a thread. */
  readonly thread?: ThreadLookup;
  /** What repositories know of the commits that a message names; absent: no repository is asked. */
  readonly commits?: (message: Message) => CommitLookup;
  /** Where docs/diagnostics.md is; the rule's place there is added as `#fragment`. */
  readonly documentationUrl?: string;
  /** The client shows encoded messages decoded, and the problems of their bodies there: here one notice says so. */
  readonly hasDecodedViews?: boolean;
  /** Findings that are given at most; one more tells how many were left out. Default 1000. */
  readonly limit?: number;
  /** Looked at after each message; when it says so the result is what was found until then, which nobody wants. */
  readonly token?: Cancellation;
}

const DEFAULT_LIMIT = 1000;
/** Findings of one rule in one message, whatever the limit: nobody mends more, and a hostile mail is not looked at to its end. */
const MOST_OF_RULE = 1000;
const NO_COMMITS: CommitLookup = { commit: () => null, ancestry: () => null };

interface Placed extends Finding {
  readonly rule: Rule;
  readonly messageIndex: number;
}

/**
 * All findings of a document as LSP diagnostics, in document order. Pure; never throws on account of the mail.
 */
export function diagnose(document: ParsedDocument, options: DiagnoseOptions = {}): MailDiagnostic[] {
  const { form, messages, lines } = document.model;
  if (form === "binary" || form === "empty") return [];
  const states = messages.map((message) => mailState(document, message, options).state);
  const isPage = form === "page" || form === "threadView";
  const problems = byMessage(document);
  const encoded = encodedMessages(document, options.hasDecodedViews === true);
  const placed: Placed[] = [];
  for (const message of messages) {
    if (options.token?.isCancellationRequested) return [];
    const files = ownFiles(document, message);
    const context: RuleContext = {
      document,
      message,
      problems: problems.get(message.index) ?? [],
      state: states[message.index] ?? "received",
      files,
      headerFaults: headerFaults(lines, files),
      isPage,
      commits: options.commits?.(message) ?? NO_COMMITS,
    };
    collect(context, options, placed);
  }
  if (!isPage) {
    const thread = options.thread ?? (() => []);
    for (const rule of RULES) {
      if (rule.scope !== "document") continue;
      for (const finding of rule.checkDocument({ document, states, thread, encoded }))
        placed.push({ ...finding, rule });
    }
  }
  const diagnostics: MailDiagnostic[] = [];
  for (const finding of placed) {
    if (encoded.has(finding.messageIndex) && isInBody(document, finding)) continue;
    const state = states[finding.messageIndex] ?? "received";
    const level = effectiveLevel(finding, state, isPage, options);
    if (level === "off") continue;
    diagnostics.push({
      range: lines.rangeOf(withinLine(document.text, finding.span)),
      severity: severityOf(level),
      code: finding.rule.id,
      ...codeDescription(options.documentationUrl, finding.rule.id),
      source: "patch-mail",
      message: finding.message,
      data: { rule: finding.rule.id, messageIndex: finding.messageIndex, state },
    });
  }
  diagnostics.sort(
    (a, b) =>
      a.range.start.line - b.range.start.line ||
      a.range.start.character - b.range.start.character ||
      a.severity - b.severity,
  );
  return limited(diagnostics, options.limit ?? DEFAULT_LIMIT);
}

function isInBody({ model }: ParsedDocument, { span, messageIndex }: Placed): boolean {
  const message = model.messages[messageIndex];
  return message !== undefined && span.start >= message.body.start;
}

function byMessage(document: ParsedDocument): Map<number, Problem[]> {
  const result = new Map<number, Problem[]>();
  for (const problem of document.problems) {
    const list = result.get(problem.messageIndex);
    if (list) list.push(problem);
    else result.set(problem.messageIndex, [problem]);
  }
  return result;
}

function collect(context: RuleContext, options: LevelOptions, into: Placed[]): void {
  const { message, isPage, state } = context;
  for (const rule of RULES) {
    if (rule.scope !== "message" || (isPage && !rule.runsOnPages)) continue;
    // A finding never raises its rule's level.
    if (effectiveLevel({ rule }, state, isPage, options) === "off") continue;
    let count = 0;
    for (const finding of rule.check(context)) {
      into.push({ ...finding, rule, messageIndex: message.index });
      if (++count >= MOST_OF_RULE) break;
    }
  }
}

/** Without the line ends at the span's end: a squiggle that ends at column 0 of the next line looks wrong. */
function withinLine(text: string, span: Span): Span {
  let end = Math.min(span.end, text.length);
  while (end > span.start && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--;
  return { start: Math.min(span.start, text.length), end };
}

function limited(diagnostics: MailDiagnostic[], limit: number): MailDiagnostic[] {
  if (diagnostics.length <= limit) return diagnostics;
  // The most severe first to stay; document order among what stays.
  const kept = new Set(diagnostics.toSorted((a, b) => a.severity - b.severity).slice(0, limit));
  const result = diagnostics.filter((diagnostic) => kept.has(diagnostic));
  const last = result[result.length - 1];
  if (last) {
    result.push({
      ...last,
      severity: 3,
      message: `${diagnostics.length - limit} more findings of this file are not shown.`,
    });
  }
  return result;
}
