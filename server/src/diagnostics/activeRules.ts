import { effectiveLevel, type LevelOptions } from "./levels.js";
import { type DocumentRule, LEVELS, type Level, type MailState, type MessageRule } from "./rule.js";
import { RULES } from "./rules/index.js";

export interface ActiveOptions extends LevelOptions {
  /** Rules that could only say something less severe are not asked. Absent: all are that are not off. */
  readonly least?: Exclude<Level, "off">;
}

/** The rules that may have something to say. */
export interface ActiveRules {
  /** For a message, by its state. */
  readonly messages: Readonly<Record<MailState, readonly MessageRule[]>>;
  readonly document: readonly DocumentRule[];
}

/** One for each preset, page or not, and least level. */
type Known = Map<string, ActiveRules>;

/** By the levels of the settings: a mailbox of which messages are looked at one by one asks for each the same. */
const known = new WeakMap<object, Known>();
const NO_LEVELS = {};

/** The rules that are on. A finding never raises its rule's level, so the others need not be asked. */
export function activeRules(isPage: boolean, options: ActiveOptions): ActiveRules {
  const { levels = NO_LEVELS, preset = "kernel", least = "hint" } = options;
  const ofLevels = known.get(levels) ?? new Map<string, ActiveRules>();
  known.set(levels, ofLevels);
  const key = `${preset} ${isPage} ${least}`;
  const found = ofLevels.get(key) ?? chosen(isPage, options);
  ofLevels.set(key, found);
  return found;
}

function chosen(isPage: boolean, options: ActiveOptions): ActiveRules {
  const wanted = LEVELS.indexOf(options.least ?? "hint");
  const isOn = (rule: MessageRule | DocumentRule, state: MailState): boolean =>
    LEVELS.indexOf(effectiveLevel({ rule }, state, isPage, options)) <= wanted;
  const ofMessages = (state: MailState): readonly MessageRule[] =>
    RULES.filter(
      (rule): rule is MessageRule =>
        rule.scope === "message" && (!isPage || rule.runsOnPages) && isOn(rule, state),
    );
  return {
    messages: { received: ofMessages("received"), draft: ofMessages("draft") },
    document: RULES.filter(
      (rule): rule is DocumentRule =>
        rule.scope === "document" && !isPage && (isOn(rule, "received") || isOn(rule, "draft")),
    ),
  };
}
