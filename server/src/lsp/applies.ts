import type { Diagnostic } from "vscode-languageserver";
import type { DiffFile, Message } from "../core/model.js";
import { effectiveLevel, severityOf } from "../diagnostics/diagnose.js";
import { codeDescription } from "../diagnostics/documentation.js";
import { APPLY_RULES } from "../diagnostics/rules/apply.js";
import type { ParsedDocument } from "../features/feature.js";
import type { ApplyFinding } from "../git/applyWords.js";
import { virtualPlace } from "../protocol/virtualPlace.js";
import type { Settings } from "../settings.js";
import type { AppliesBadge } from "../threads/badges.js";
import type { MessageSummary } from "../threads/model.js";

/** What a check has found out about one message (work/checkApplies.ts). */
export interface CheckedMessage {
  readonly uri: string;
  /** 0-based place in its file. */
  readonly ordinal: number;
  /** Of each file that was checked, see `shapeOf`: a message that looks otherwise is not the one that was checked. */
  readonly shape: readonly string[];
  readonly findings: readonly ApplyFinding[];
  readonly badge: AppliesBadge;
}

/** The results of the last checks: problems of documents, badges of rows. A document that is edited loses its own. */
export interface Applies {
  /** In the place of those before of the same messages. `series`: what the row of the cover letter tells. */
  set(
    checked: readonly CheckedMessage[],
    series: { readonly message: MessageSummary; readonly badge: AppliesBadge } | null,
  ): void;
  /** What the row of a patch tells; of a series' first row what is known of the series. */
  badge(message: MessageSummary, isOfSeries: boolean): AppliesBadge | undefined;
  /** The problems of a document, raw or decoded. */
  diagnostics(parsed: ParsedDocument, settings: Settings): Diagnostic[];
  /** The document is another now. */
  drop(uri: string): void;
  /** Called with the URIs of the files whose results have changed. */
  listen(listener: (uris: readonly string[]) => void): void;
}

/** Messages whose results are kept; the newest stay. */
const maxMessages = 5000;

export function createApplies(documentationUrl: string | undefined): Applies {
  const checked = new Map<string, CheckedMessage>();
  const ofSeries = new Map<string, { readonly uri: string; readonly badge: AppliesBadge }>();
  const listeners: ((uris: readonly string[]) => void)[] = [];
  const tell = (uris: readonly string[]): void => {
    for (const listener of listeners) listener([...new Set(uris)]);
  };
  return {
    set(all, series) {
      for (const one of all) {
        const key = keyOf(one.uri, one.ordinal);
        checked.delete(key);
        checked.set(key, one);
      }
      for (const key of checked.keys()) {
        if (checked.size <= maxMessages) break;
        checked.delete(key);
      }
      if (ofSeries.size > maxMessages) ofSeries.clear();
      if (series !== null) {
        const { uri, index } = series.message;
        ofSeries.set(keyOf(uri, index), { uri, badge: series.badge });
      }
      tell([...all.map(({ uri }) => uri), ...(series === null ? [] : [series.message.uri])]);
    },
    badge({ uri, index }, isOfSeries) {
      const key = keyOf(uri, index);
      return (isOfSeries ? ofSeries.get(key)?.badge : undefined) ?? checked.get(key)?.badge;
    },
    diagnostics(parsed, settings) {
      if (checked.size === 0) return [];
      const place = virtualPlace(parsed.uri);
      const uri = place?.textDocument.uri ?? parsed.uri;
      return parsed.model.messages.flatMap((message) => {
        const found = checked.get(keyOf(uri, place?.ordinal ?? message.index));
        return found === undefined ? [] : diagnosticsOf(parsed, message, found, settings, documentationUrl);
      });
    },
    drop(uri) {
      const own = [...checked].filter(([, one]) => one.uri === uri);
      const series = [...ofSeries].filter(([, one]) => one.uri === uri);
      if (own.length === 0 && series.length === 0) return;
      for (const [key] of own) checked.delete(key);
      for (const [key] of series) ofSeries.delete(key);
      tell([uri]);
    },
    listen(listener) {
      listeners.push(listener);
    },
  };
}

/** What tells a file of a patch from another, for both sides of a check. */
export function shapeOf({ path, hunks }: DiffFile): string {
  return `${path} ${hunks.map(({ oldStart, newStart }) => `${oldStart}:${newStart}`).join(",")}`;
}

const keyOf = (uri: string, ordinal: number): string => `${ordinal} ${uri}`;

function diagnosticsOf(
  { model: { lines }, text }: ParsedDocument,
  message: Message,
  { shape, findings }: CheckedMessage,
  settings: Settings,
  documentationUrl: string | undefined,
): Diagnostic[] {
  const files = message.files.filter(({ depth, isCombined }) => depth === 0 && !isCombined);
  const isSame = files.length === shape.length && files.every((file, at) => shapeOf(file) === shape[at]);
  // The raw text of an encoded mail: its decoded view has the problems.
  if (!isSame) return [];
  return findings.flatMap((finding) => {
    const rule = APPLY_RULES.find(({ id }) => id === finding.rule);
    const file = files[finding.file];
    const line0 = finding.hunk === null ? file?.startLine0 : file?.hunks[finding.hunk]?.startLine0;
    if (rule === undefined || line0 === undefined) return [];
    const level = effectiveLevel({ rule }, "received", false, settings.diagnostics.rules);
    if (level === "off") return [];
    const span = { start: lines.start(line0), end: Math.min(lines.contentEnd(line0), text.length) };
    return [
      {
        range: lines.rangeOf(span),
        severity: severityOf(level),
        code: rule.id,
        ...codeDescription(documentationUrl, rule.id),
        source: "patch-mail",
        message: finding.message,
        data: { rule: rule.id, messageIndex: message.index, state: "received" },
      },
    ];
  });
}
