type Json = Readonly<Record<string, unknown>>;

/**
 * One object of all. Objects are merged key by key, lists joined without repeats; anything else must be equal.
 * @throws Error where two disagree: a fault of the feature table, seen by its first test.
 */
export function mergeCapabilities(all: readonly Json[]): Record<string, unknown> {
  return all.reduce<Record<string, unknown>>((merged, each) => mergeInto(merged, each, ""), {});
}

function mergeInto(target: Record<string, unknown>, source: Json, path: string): Record<string, unknown> {
  for (const [key, value] of Object.entries(source)) {
    target[key] = Object.hasOwn(target, key) ? mergeValues(target[key], value, `${path}${key}`) : value;
  }
  return target;
}

function mergeValues(one: unknown, other: unknown, path: string): unknown {
  if (Array.isArray(one) && Array.isArray(other)) {
    const seen = new Set(one.map((each) => JSON.stringify(each)));
    return [...one, ...other.filter((each) => !seen.has(JSON.stringify(each)))];
  }
  if (isJson(one) && isJson(other)) return mergeInto({ ...one }, other, `${path}.`);
  // `true` and options say the same: the options say more.
  if (one === true && isJson(other)) return other;
  if (other === true && isJson(one)) return one;
  if (JSON.stringify(one) === JSON.stringify(other)) return one;
  throw new Error(`Two features disagree on the capability ${path}`);
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
