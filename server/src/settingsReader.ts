/** What a setting's value may be where it is one of a few. */
export type Choice = string | boolean | number;

/** Reads one setting each; a value of the wrong form becomes the default and is told once in `warnings`. */
export interface SettingsReader {
  /** `pattern` as in JSON Schema: unanchored unless it says so. */
  string(key: string, fallback: string, pattern?: RegExp): string;
  boolean(key: string, fallback: boolean): boolean;
  /** Bounds are inclusive. */
  number(key: string, fallback: number, minimum?: number, maximum?: number): number;
  choice<Value extends Choice>(key: string, fallback: Value, values: readonly Value[]): Value;
  strings(key: string, fallback: readonly string[]): readonly string[];
  /** An object of texts. A wrong entry is left out. */
  texts(key: string, fallback: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /** An object whose values are each one of a few; `keys` null: any key. A wrong entry is left out. */
  choices<Value extends Choice>(
    key: string,
    fallback: Readonly<Record<string, Value>>,
    values: readonly Value[],
    keys: readonly string[] | null,
  ): Readonly<Record<string, Value>>;
  /** One sentence for each wrong value, in order. */
  readonly warnings: readonly string[];
}

const maxShownCharacters = 60;

/**
 * A reader over what a client has sent. Clients nest (`{ git: { path } }`), write dots (`{ "git.path": … }`), or send
 * everything under `patchMail`; each is understood.
 */
export function settingsReader(value: unknown): SettingsReader {
  const root = entry(value, "patchMail") ?? value;
  const warnings: string[] = [];
  const warn = (key: string, wrong: unknown, wanted: string): void => {
    warnings.push(`The setting patchMail.${key} must be ${wanted}; ${shown(wrong)} is ignored.`);
  };
  /** `wanted` says in words what `accepts` tests. */
  const read = <Value>(
    key: string,
    fallback: Value,
    accepts: (found: unknown) => found is Value,
    wanted: string,
  ): Value => {
    const found = lookup(root, key);
    // null is how clients say "not set".
    if (found === undefined || found === null) return fallback;
    if (accepts(found)) return found;
    warn(key, found, wanted);
    return fallback;
  };
  return {
    warnings,
    string: (key, fallback, pattern) =>
      read(
        key,
        fallback,
        (found): found is string =>
          typeof found === "string" && (pattern === undefined || pattern.test(found)),
        pattern === undefined ? "a text" : `a text that matches ${pattern.source}`,
      ),
    boolean: (key, fallback) => read(key, fallback, (found) => typeof found === "boolean", "true or false"),
    number: (key, fallback, minimum = -Infinity, maximum = Infinity) =>
      read(
        key,
        fallback,
        (found): found is number => typeof found === "number" && found >= minimum && found <= maximum,
        minimum === -Infinity && maximum === Infinity ? "a number" : `a number from ${minimum} to ${maximum}`,
      ),
    choice: (key, fallback, values) => read(key, fallback, oneOf(values), listed(values)),
    strings: (key, fallback) => read(key, fallback, isStrings, "a list of texts"),
    texts(key, fallback) {
      const found = read(key, fallback, isRecord, "an object");
      const accepted = Object.entries(found).filter((each): each is [string, string] => {
        if (typeof each[1] === "string") return true;
        warn(`${key} for ${each[0]}`, each[1], "a text");
        return false;
      });
      return Object.fromEntries(accepted);
    },
    choices(key, fallback, values, keys) {
      const found = read(key, undefined, isRecord, "an object");
      if (found === undefined) return fallback;
      const accepts = oneOf(values);
      const accepted: [string, (typeof values)[number]][] = Object.entries(fallback);
      for (const [name, each] of Object.entries(found)) {
        if (keys !== null && !keys.includes(name)) {
          warnings.push(`The setting patchMail.${key} knows no ${shown(name)}; the entry is ignored.`);
        } else if (accepts(each)) accepted.push([name, each]);
        else warn(`${key} for ${name}`, each, listed(values));
      }
      return Object.fromEntries(accepted);
    },
  };
}

function oneOf<Value extends Choice>(values: readonly Value[]): (found: unknown) => found is Value {
  return (found): found is Value => values.some((value) => value === found);
}

function isStrings(found: unknown): found is readonly string[] {
  return Array.isArray(found) && found.every((each) => typeof each === "string");
}

function isRecord(found: unknown): found is Readonly<Record<string, unknown>> {
  return typeof found === "object" && found !== null && !Array.isArray(found);
}

function entry(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** `a.b.c` in an object, nested at any of its dots or at none. */
function lookup(value: unknown, key: string): unknown {
  const whole = entry(value, key);
  if (whole !== undefined) return whole;
  for (let dot = key.indexOf("."); dot !== -1; dot = key.indexOf(".", dot + 1)) {
    const inner = entry(value, key.slice(0, dot));
    const found = inner === undefined ? undefined : lookup(inner, key.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function listed(values: readonly Choice[]): string {
  return `one of ${values.map((value) => String(value)).join(", ")}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > maxShownCharacters ? `${text.slice(0, maxShownCharacters)}…` : text;
}
