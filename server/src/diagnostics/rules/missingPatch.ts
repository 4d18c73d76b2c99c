import { parseSubject } from "../../core/mail/subject.js";
import type { Message } from "../../core/model.js";
import type { MessageSummary } from "../../threads/model.js";
import { subjectSpan } from "../commitLog.js";
import type { DocumentFinding, DocumentRule, DocumentRuleContext } from "../rule.js";

/** A longer series is not counted: its numbers are hardly meant. */
const LONGEST_SERIES = 999;

/** A numbered series of which patches are not at hand. */
export const missingPatch: DocumentRule = {
  scope: "document",
  id: "series.missing-patch",
  received: "hint",
  draft: "hint",
  description: "A patch of a numbered series is not at hand, although others of its thread are.",
  oracle: "b4 am: “Missing N/M”",
  explanation:
    "Told once for each series and version, at its cover letter or first patch, and only where at least two mails of the series are known, from the same file or from the other mail that is open: a lone `.eml` is no fault.",
  example: {
    wrong: "[PATCH v2 1/3] …\n[PATCH v2 3/3] …",
    right: "[PATCH v2 1/3] …\n[PATCH v2 2/3] …\n[PATCH v2 3/3] …",
  },
  *checkDocument(context): Iterable<DocumentFinding> {
    for (const series of collectSeries(context)) {
      addFromThread(series, context);
      const { first, total, indexes } = series;
      if (indexes.size < 2) continue;
      const missing: number[] = [];
      for (let index = 1; index <= total; index++) if (!indexes.has(index)) missing.push(index);
      if (missing.length === 0) continue;
      yield {
        messageIndex: first.index,
        span: subjectSpan(first),
        message: `Of this series ${list(missing)} of ${total} ${missing.length === 1 ? "is" : "are"} not at hand, neither in this file nor in other mail that is open.`,
      };
    }
  },
};

interface Series {
  readonly version: number;
  readonly total: number;
  readonly sender: string;
  /** The message that the finding stands at: the lowest number. */
  first: Message;
  readonly indexes: Set<number>;
}

function collectSeries(context: DocumentRuleContext): Iterable<Series> {
  const found = new Map<string, Series>();
  for (const message of context.document.model.messages) {
    const { tag } = message;
    if (message.role !== "patch" && message.role !== "cover") continue;
    if (
      tag.index === null ||
      tag.total === null ||
      tag.total < 2 ||
      tag.total > LONGEST_SERIES ||
      tag.isReply
    )
      continue;
    const sender = message.sender?.address.toLowerCase() ?? "";
    const root = message.references[0] ?? message.inReplyTo[0] ?? message.messageId ?? "";
    const key = [root, sender, tag.version, tag.total].join("\n");
    const series = found.get(key);
    if (!series)
      found.set(key, {
        version: tag.version,
        total: tag.total,
        sender,
        first: message,
        indexes: new Set([tag.index]),
      });
    else {
      series.indexes.add(tag.index);
      if ((series.first.tag.index ?? 0) > tag.index) series.first = message;
    }
  }
  return found.values();
}

function addFromThread(series: Series, context: DocumentRuleContext): void {
  const { first } = series;
  if (first.messageId === null) return;
  for (const other of context.thread(first.messageId)) {
    if (isMate(other, series)) series.indexes.add(parseSubject(other.subject).index ?? 0);
  }
}

function isMate(other: MessageSummary, series: Series): boolean {
  const tag = parseSubject(other.subject);
  return (
    !tag.isReply &&
    tag.index !== null &&
    tag.total === series.total &&
    tag.version === series.version &&
    other.fromAddress.toLowerCase() === series.sender
  );
}

/** `patch 3`, `patches 3 and 5`, `patches 3, 5–9 and 12`. */
function list(numbers: readonly number[]): string {
  const runs: string[] = [];
  let start = numbers[0] ?? 0;
  for (const [at, number] of numbers.entries()) {
    if (numbers[at + 1] === number + 1) continue;
    runs.push(start === number ? `${number}` : `${start}–${number}`);
    start = numbers[at + 1] ?? 0;
  }
  const last = runs.pop() ?? "";
  const all = runs.length > 0 ? `${runs.join(", ")} and ${last}` : last;
  return `${numbers.length === 1 ? "patch" : "patches"} ${all}`;
}
