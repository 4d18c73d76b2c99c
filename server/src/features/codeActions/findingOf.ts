import type { Diagnostic } from "vscode-languageserver-protocol";
import type { Range } from "../../core/text/lineTable.js";

/** A finding of a rule of ours. */
export interface OwnFinding {
  readonly rule: string;
  readonly range: Range;
}

/** What a problem that a client shows is to us; of checkpatch's the finding whose place it has taken. null: nothing. */
export function findingOf({ source, code, range, data }: Diagnostic): OwnFinding | null {
  if (source === "patch-mail") return typeof code === "string" ? { rule: code, range } : null;
  if (source !== "checkpatch" || !isRecord(data) || !isRecord(data["twin"])) return null;
  const { rule, range: own } = data["twin"];
  return typeof rule === "string" && isRange(own) ? { rule, range: own } : null;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const isPosition = (value: unknown): boolean =>
  isRecord(value) && Number.isInteger(value["line"]) && Number.isInteger(value["character"]);

const isRange = (value: unknown): value is Range =>
  isRecord(value) && isPosition(value["start"]) && isPosition(value["end"]);
