const maxPrefixes = 12;
const maxPrefix = 60;

/** `net: phy: `, `hwmon: (frost) ` and the like with the number of subjects that have it, the most frequent first. */
export function countedPrefixes(subjects: readonly string[]): [prefix: string, count: number][] {
  const counts = new Map<string, number>();
  for (const text of subjects) {
    const prefix = prefixOf(text);
    if (prefix !== "") counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, maxPrefixes);
}

/** Everything up to the last `: ` in front of the subject's words, parts of three words at most, and one word in parentheses behind it. */
function prefixOf(text: string): string {
  let end = 0;
  for (let at = text.indexOf(": "); at !== -1 && at < maxPrefix; at = text.indexOf(": ", at + 2)) {
    const part = text.slice(end, at);
    if (part.split(" ").length > 3 || /["“[]/.test(part)) break;
    end = at + 2;
  }
  if (end === 0) return "";
  // hwmon's custom: the driver. Of a call there is no blank before the parentheses.
  const driver = /^\([\w./,+-]{1,30}\) (?=\S)/.exec(text.slice(end, end + 40))?.[0] ?? "";
  return text.slice(0, end) + driver;
}
