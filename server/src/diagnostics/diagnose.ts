import type { Message, Problem } from "../core/model.js";
import type { Span } from "../core/text/span.js";
import type { Cancellation, ParsedDocument } from "../features/feature.js";
import { whyNotEditable } from "../features/ownText.js";
import { type ActiveOptions, type ActiveRules, activeRules } from "./activeRules.js";
import { codeDescription } from "./documentation.js";
import { encodedMessages } from "./encodedMessages.js";
import { effectiveLevel, severityOf } from "./levels.js";
import type { MailDiagnostic } from "./mailDiagnostic.js";
import { mailState, type StateOptions } from "./mailState.js";
import { ownFiles } from "./ownFiles.js";
import type { CommitLookup, EarlierLookup, Finding, Rule, RuleContext, ThreadLookup } from "./rule.js";
import { withoutSaidTwice } from "./saidTwice.js";
import { headerFaults } from "./structure.js";

export interface DiagnoseOptions extends ActiveOptions, StateOptions {
  /** Other mail that is known of a thread. */
  readonly thread?: ThreadLookup;
  /** For one message that was read alone out of a mailbox: the mail before it there. */
  readonly earlier?: EarlierLookup;
  /** What repositories know of the commits that a message names; absent: no repository is asked. */
  readonly commits?: (message: Message) => CommitLookup;
  /** Where docs/diagnostics.md is; the rule's place there is added as `#fragment`. */
  readonly documentationUrl?: string;
  /** The client shows encoded messages decoded, and the problems of their bodies there: here one notice says so. */
  readonly hasDecodedViews?: boolean;
  /** Findings that are given at most; one more tells how many were left out. Default 1000. */
  readonly limit?: number;
  /**
   * Findings of one rule in one message at most, whatever the limit: a hostile mail is not looked at to its end. Default 1000; Fix
   * All asks for more.
   */
  readonly mostOfRule?: number;
  /** Looked at after each message; when it says so the result is what was found until then, which nobody wants. */
  readonly token?: Cancellation;
}

const DEFAULT_LIMIT = 1000;
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
  const active = activeRules(isPage, options);
  const placed: Placed[] = [];
  for (const message of messages) {
    if (options.token?.isCancellationRequested) return [];
    const files = ownFiles(document, message);
    const context: RuleContext = {
      document,
      message,
      problems: problems.get(message.index) ?? [],
      state: states[message.index] ?? "received",
      isEditable: () => whyNotEditable(document, message, options) === null,
      files,
      headerFaults: headerFaults(lines, files),
      isPage,
      commits: options.commits?.(message) ?? NO_COMMITS,
    };
    collect(context, active, options.mostOfRule ?? MOST_OF_RULE, placed);
  }
  const thread = options.thread ?? (() => []);
  const earlier = options.earlier ?? (() => null);
  for (const rule of active.document)
    for (const finding of rule.checkDocument({ document, states, thread, earlier, encoded }))
      placed.push({ ...finding, rule });
  const diagnostics: MailDiagnostic[] = [];
  for (const finding of withoutSaidTwice(lines, placed)) {
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

/** @param most findings of one rule in the message */
function collect(context: RuleContext, active: ActiveRules, most: number, into: Placed[]): void {
  const { message, state } = context;
  for (const rule of active.messages[state]) {
    let count = 0;
    for (const finding of rule.check(context)) {
      into.push({ ...finding, rule, messageIndex: message.index });
      if (++count >= most) break;
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
