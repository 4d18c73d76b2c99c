import type { Level, MailState, Preset, RuleBase } from "./rule.js";
import { LEVELS } from "./rule.js";

/** What settings say of levels. */
export interface LevelOptions {
  /**
   * The setting `patchMail.diagnostics.rules`: rule id to level. Keys that are no rule and values that are no level are
   * passed over.
   */
  readonly levels?: Readonly<Record<string, unknown>>;
  /** The setting `patchMail.diagnostics.preset`; absent: `kernel`. */
  readonly preset?: Preset;
}

const SEVERITY: Readonly<Record<Exclude<Level, "off">, 1 | 2 | 3 | 4>> = {
  error: 1,
  warning: 2,
  information: 3,
  hint: 4,
};

/**
 * The level of a finding: off where the rule is off, else the less severe of the rule's level (the setting's, else the
 * preset's, else the default for the mail's state) and the finding's own. On a saved page nothing is more than information.
 */
export function effectiveLevel(
  finding: { readonly rule: RuleBase; readonly level?: Level },
  state: MailState,
  isPage: boolean,
  options: LevelOptions,
): Level {
  const { rule } = finding;
  const configured = options.levels?.[rule.id];
  const level = isLevel(configured) ? configured : presetLevel(rule, options.preset ?? "kernel", state);
  if (level === "off") return "off";
  let least = LEVELS.indexOf(level);
  if (finding.level) least = Math.max(least, LEVELS.indexOf(finding.level));
  if (isPage) least = Math.max(least, LEVELS.indexOf("information"));
  return LEVELS[least] ?? "off";
}

/** The level that a preset gives a rule. */
export function presetLevel(rule: RuleBase, preset: Preset, state: MailState): Level {
  const own = rule.presets?.[preset];
  if (own === undefined) return rule[state];
  return typeof own === "string" ? own : own[state];
}

/** LSP `DiagnosticSeverity` of a level. */
export function severityOf(level: Exclude<Level, "off">): 1 | 2 | 3 | 4 {
  return SEVERITY[level];
}

function isLevel(value: unknown): value is Level {
  return LEVELS.some((level) => level === value);
}
