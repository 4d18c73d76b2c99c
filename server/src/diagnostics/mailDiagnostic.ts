import type { Range } from "../core/text/lineTable.js";
import type { MailState } from "./rule.js";

/** LSP 3.17 `Diagnostic`, with what we always fill in. */
export interface MailDiagnostic {
  readonly range: Range;
  /** LSP `DiagnosticSeverity`: 1 error, 2 warning, 3 information, 4 hint. */
  readonly severity: 1 | 2 | 3 | 4;
  /** The rule's id. */
  readonly code: string;
  readonly codeDescription?: { readonly href: string };
  readonly source: "patch-mail";
  readonly message: string;
  readonly data: { readonly rule: string; readonly messageIndex: number; readonly state: MailState };
}
