/** What the value of a `*-by:` or `Cc:` trailer says of a person, and what is wrong with how it is written. */
export interface TrailerPerson {
  /** Without quotes and blanks around it; empty where there is none. */
  readonly name: string;
  /** Empty where no address can be read. */
  readonly address: string;
  /** Behind the address, without blanks around it. */
  readonly rest: string;
  readonly fault: "none" | "noAddress" | "brackets" | "marks";
}

/**
 * Reads a value as checkpatch does: `Name <address> rest`, the last address in brackets counts; else a bare `address rest`.
 * Bounded: a value has 4,000 characters at most. Never fails.
 */
export function trailerPerson(value: string): TrailerPerson {
  const bracketed = lastBracketed(value);
  if (bracketed) {
    const { start, end } = bracketed;
    const address = value.slice(start + 1, end);
    return {
      name: bareName(value.slice(0, start)),
      address,
      rest: value.slice(end + 1).trim(),
      fault: /[<>(),;"]|\.$/.test(address) ? "marks" : "none",
    };
  }
  const at = value.search(/[^\s@]@[^\s@]/);
  if (at === -1) return { name: bareName(value), address: "", rest: "", fault: "noAddress" };
  let start = at;
  while (start > 0 && !/\s/.test(value.charAt(start - 1))) start--;
  let end = at;
  while (end < value.length && !/\s/.test(value.charAt(end))) end++;
  const name = bareName(value.slice(0, start));
  const word = value.slice(start, end);
  const rest = value.slice(end).trim();
  const address = word.replace(/^[<"(]+/, "").replace(/[>.,;")]+$/, "");
  if (name !== "" || word.startsWith("<")) return { name, address, rest, fault: "brackets" };
  return { name, address, rest, fault: address === word ? "none" : "marks" };
}

function lastBracketed(value: string): { readonly start: number; readonly end: number } | null {
  for (let end = value.lastIndexOf(">"); end > 0; end = value.lastIndexOf(">", end - 1)) {
    const start = value.lastIndexOf("<", end - 1);
    if (start === -1) return null;
    if (/^[^\s@]\S*@\S*[^\s@]$/.test(value.slice(start + 1, end))) return { start, end };
    end = start + 1;
  }
  return null;
}

const bareName = (name: string): string => name.replace(/["\s]+/g, " ").trim();

/** Whether what stands behind an address is a remark as it should be: `# …` or `(…)`. */
export const isRemark = (rest: string): boolean => rest === "" || /^(?:#.|\(.+\)$)/.test(rest);

/** The same person: address without regard to case, and the name where both have one. */
export function isSamePerson(a: TrailerPerson, b: TrailerPerson): boolean {
  return (
    a.address !== "" &&
    a.address.toLowerCase() === b.address.toLowerCase() &&
    (a.name === "" || b.name === "" || nameKey(a.name) === nameKey(b.name))
  );
}

/** A name as names are compared: quotes, blanks and what stands in parentheses (`(Red Hat)`) do not count. */
export const nameKey = (name: string): string =>
  name
    .slice(0, 500)
    .normalize("NFC")
    .replace(/\([^()]*\)/g, " ")
    .replace(/["\s]+/g, " ")
    .trim();

/** Local parts that tell nobody from anybody. */
const COMMON: ReadonlySet<string> = new Set([
  "linux",
  "kernel",
  "mail",
  "patches",
  "lists",
  "devel",
  "info",
  "contact",
]);

/**
 * Whether two names and addresses may well be one person's: same address, same name, or the same letters in name or local part
 * (`anna.berg`, `Berg, Anna`, `bergAnna`), since people send from other accounts than they sign with.
 */
export function mayBeSamePerson(a: NamedAddress, b: NamedAddress): boolean {
  if (a.address.toLowerCase() === b.address.toLowerCase()) return true;
  const keys = lettersOf(a);
  return lettersOf(b).some((key) => keys.includes(key));
}

type NamedAddress = Pick<TrailerPerson, "name" | "address">;

function lettersOf({ name, address }: NamedAddress): string[] {
  const local = address.slice(0, Math.max(0, address.lastIndexOf("@")));
  const words = [nameKey(name), COMMON.has(local.toLowerCase()) ? "" : (local.split("+")[0] ?? "")];
  return words
    .map((word) =>
      Array.from(word.toLowerCase().replace(/[^\p{L}]/gu, ""))
        .toSorted()
        .join(""),
    )
    .filter((key) => key.length > 3);
}
