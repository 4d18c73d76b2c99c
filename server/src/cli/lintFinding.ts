import type { MailDiagnostic } from "../diagnostics/mailDiagnostic.js";
import type { Level, MailState } from "../diagnostics/rule.js";
import type { ParsedDocument } from "../features/feature.js";

/** What a rule has found in a file. Lines and columns are 1-based; columns count UTF-16 units, ends are exclusive. */
export interface LintFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly level: Exclude<Level, "off">;
  /** The rule's id. */
  readonly rule: string;
  readonly message: string;
  /** Number of the message in its file, from 1. */
  readonly messageNumber: number;
  readonly subject: string;
  readonly state: MailState;
  /** Found in the decoded text: the place is that of the encoded text, as near as the encoding lets it be told. */
  readonly decoded: boolean;
}

/** A diagnostic in the text of the file itself. */
export function findingAt(file: string, { model }: ParsedDocument, found: MailDiagnostic): LintFinding {
  const { start, end } = found.range;
  const message = model.messages[found.data.messageIndex];
  return {
    file,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    level: levelOf(found),
    rule: found.code,
    message: found.message,
    messageNumber: found.data.messageIndex + 1,
    subject: message?.subject ?? "",
    state: found.data.state,
    decoded: false,
  };
}

const NAMES = ["error", "warning", "information", "hint"] as const;

/** The level that a diagnostic was given. */
const levelOf = ({ severity }: Pick<MailDiagnostic, "severity">): LintFinding["level"] =>
  NAMES[severity - 1] ?? "hint";
