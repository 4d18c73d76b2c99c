import type { TrailerLine } from "./trailerLines.js";

/** The addresses that ask for a backport, or for none (stable-kernel-rules.rst). */
export const STABLE_ADDRESSES: readonly string[] = [
  "stable@vger.kernel.org",
  "stable@kernel.org",
  "stable+noautosel@kernel.org",
];

/** A `Cc:` to the stable team, in its parts. */
export interface StableTrailer {
  /** As written, without brackets; "" where there is the word `stable` alone. */
  readonly address: string;
  /** Address with the brackets that it has. */
  readonly written: string;
  /** In front of the address. */
  readonly name: string;
  /** Behind it, without blanks around it. */
  readonly rest: string;
  /** Other people stand on the line. */
  readonly isList: boolean;
}

/** Whether a trailer is a copy to stable, rightly written or not. */
export const isStableTrailer = (trailer: TrailerLine): boolean => stableTrailer(trailer) !== null;

/** The parts of a `Cc:` to stable; null for any other trailer. */
export function stableTrailer({ lowerName, value }: TrailerLine): StableTrailer | null {
  if (lowerName !== "cc") return null;
  if (/^["<]?stable[">]?$/i.test(value))
    return { address: "", written: "", name: "", rest: "", isList: false };
  const match = /(?<![\w.+-])<?(stable(?:\+[a-z]{1,20})?@[a-z.-]{0,30}kernel\.org)\b>?/i.exec(
    value.slice(0, 1000),
  );
  if (!match) return null;
  const [written, address = ""] = match;
  const name = value
    .slice(0, match.index)
    .replace(/["\s]+/g, " ")
    .trim();
  const rest = value.slice(match.index + written.length).trim();
  return { address, written, name, rest, isList: name.includes("@") || /^[,;]/.test(rest) };
}
