import { readSettings, type Settings } from "./settings.generated.js";
import { settingsReader } from "./settingsReader.js";

export type { Settings } from "./settings.generated.js";

export interface SettingsRead {
  readonly settings: Settings;
  /** One plain sentence for each value that was wrong; the default stands in its place. */
  readonly warnings: readonly string[];
}

/** Settings out of whatever a client has sent for `patchMail`. Never throws; undefined means all defaults. */
export function settingsFromUnknown(value: unknown): SettingsRead {
  const reader = settingsReader(value);
  return { settings: readSettings(reader), warnings: reader.warnings };
}

export const defaultSettings: Settings = settingsFromUnknown(undefined).settings;
