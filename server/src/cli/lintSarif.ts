import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Level } from "../diagnostics/rule.js";
import { RULES } from "../diagnostics/rules/index.js";
import { version } from "../main/version.js";
import { jsonText } from "./jsonText.js";
import type { LintFinding } from "./lintFinding.js";

/** SARIF has one level below a warning. */
const levels = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
} as const satisfies Readonly<Record<Exclude<Level, "off">, string>>;

const places = new Map(RULES.map(({ id }, at) => [id, at]));

/** SARIF 2.1.0 up to the first result. Results come one after the other, so that a log of any length can be printed. */
export function sarifStart(): string {
  const driver = {
    name: "Patch Mail",
    version,
    rules: RULES.map(({ id, description, explanation, received, draft }) => ({
      id,
      shortDescription: { text: description },
      help: { text: `${description} ${explanation}`, markdown: `${description} ${explanation}` },
      defaultConfiguration: received === "off" ? { enabled: false } : { level: levels[received] },
      properties: { received, draft },
    })),
  };
  const start = jsonText({
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results: [] }],
  });
  return start.slice(0, start.lastIndexOf("]}]}"));
}

/** One element of `results`. */
export function sarifResult(finding: LintFinding): unknown {
  const { file, line, column, endLine, endColumn, level, rule, message } = finding;
  const { messageNumber, subject, state, decoded } = finding;
  const ruleIndex = places.get(rule);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[level],
    message: { text: plain(message) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
    properties: { level, messageNumber, subject, state, decoded },
  };
}

/** What stands behind the last result. `notes`: what could not be read. */
export function sarifEnd(notes: readonly string[]): string {
  const invocation = {
    executionSuccessful: notes.length === 0,
    toolExecutionNotifications: notes.map((text) => ({ level: "error", message: { text: plain(text) } })),
  };
  return `\n],"invocations":[${jsonText(invocation)}]}]}\n`;
}

/**
 * Text of a `message` object that is to be read as it stands: `[text](target)` would be a link (SARIF 2.1.0, 3.11.6), `{0}` a place
 * for an argument (3.11.5).
 */
const plain = (text: string): string => text.replace(/[\\[\]]/g, "\\$&").replace(/[{}]/g, "$&$&");

/** A relative name stays relative, as services that know the repository want it. */
function uriOf(file: string): string {
  if (file === "-") return "stdin";
  if (path.isAbsolute(file)) return pathToFileURL(file).href;
  const encoded = file.split(path.sep).map(encodeURIComponent).join("/");
  // The first part must not be taken for a scheme.
  return encoded.startsWith(".")
    ? encoded
    : encoded.replaceAll("%3A", ":").includes(":")
      ? `./${encoded}`
      : encoded;
}
