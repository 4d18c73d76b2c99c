import type { Range } from "../core/text/lineTable.js";
import type { MailState } from "./rule.js";

/** LSP 3.17 `Diagnostic`, with what we always fill in. */
export interface MailDiagnostic {
  readonly range: Range;
  /** LSP `DiagnosticSeverity`: 1 error, 2 warning, 3 information, 4 hint. */
  readonly severity: 1 | 2 | 3 | 4;
  /** The rule's id; of checkpatch its type. */
  readonly code: string;
  readonly codeDescription?: { readonly href: string };
  readonly source: "patch-mail" | "checkpatch";
  readonly message: string;
  readonly data: {
    readonly rule: string;
    readonly messageIndex: number;
    readonly state: MailState;
    /** Of checkpatch: our finding that it has taken the place of, for its fixes. */
    readonly twin?: { readonly rule: string; readonly range: Range };
  };
}
