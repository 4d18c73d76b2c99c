import type { DiffFile, Message } from "../core/model.js";
import type { ParsedDocument } from "../features/parsedDocument.js";
import { codeDescription } from "./documentation.js";
import { effectiveLevel, type LevelOptions, severityOf } from "./levels.js";
import type { MailDiagnostic } from "./mailDiagnostic.js";
import { RULES } from "./rules/index.js";

/** What a check against a repository has found in a patch. */
export interface CheckedPatch {
  /** Of each file that was checked, see `fileShape`: a message that looks otherwise is not the one that was checked. */
  readonly shape: readonly string[];
  readonly findings: readonly {
    /** Id of a rule of scope `repository`. */
    readonly rule: string;
    /** Number of the file among those that were checked, 0-based. */
    readonly file: number;
    /** Number of the hunk in it, 0-based; null: the file as a whole. */
    readonly hunk: number | null;
    readonly message: string;
  }[];
}

export interface ApplyDiagnosticsOptions extends LevelOptions {
  readonly documentationUrl?: string;
  /** What is known of the message at that place of the document. */
  checked(messageIndex: number): CheckedPatch | undefined;
}

/** The findings of checks as diagnostics, raw or decoded, in document order of messages. */
export function applyDiagnostics(
  document: ParsedDocument,
  options: ApplyDiagnosticsOptions,
): MailDiagnostic[] {
  return document.model.messages.flatMap((message) => {
    const found = options.checked(message.index);
    return found === undefined ? [] : ofMessage(document, message, found, options);
  });
}

/** What tells a file of a patch from another, for both sides of a check. */
export function fileShape({ path, hunks }: DiffFile): string {
  return `${path} ${hunks.map(({ oldStart, newStart }) => `${oldStart}:${newStart}`).join(",")}`;
}

function ofMessage(
  { model: { lines }, text }: ParsedDocument,
  message: Message,
  { shape, findings }: CheckedPatch,
  options: ApplyDiagnosticsOptions,
): MailDiagnostic[] {
  const files = message.files.filter(({ depth, isCombined }) => depth === 0 && !isCombined);
  const isSame = files.length === shape.length && files.every((file, at) => fileShape(file) === shape[at]);
  // The raw text of an encoded mail: its decoded view has the problems.
  if (!isSame) return [];
  return findings.flatMap((finding): MailDiagnostic[] => {
    const rule = RULES.find(({ id, scope }) => scope === "repository" && id === finding.rule);
    const file = files[finding.file];
    const line0 = finding.hunk === null ? file?.startLine0 : file?.hunks[finding.hunk]?.startLine0;
    if (rule === undefined || line0 === undefined) return [];
    const level = effectiveLevel({ rule }, "received", false, options);
    if (level === "off") return [];
    const span = { start: lines.start(line0), end: Math.min(lines.contentEnd(line0), text.length) };
    return [
      {
        range: lines.rangeOf(span),
        severity: severityOf(level),
        code: rule.id,
        ...codeDescription(options.documentationUrl, rule.id),
        source: "patch-mail",
        message: finding.message,
        data: { rule: rule.id, messageIndex: message.index, state: "received" },
      },
    ];
  });
}
