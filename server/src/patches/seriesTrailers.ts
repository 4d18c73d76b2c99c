import type { MessageSummary } from "../threads/model.js";
import type { CollectedTrailer } from "../threads/seriesModel.js";

/** A trailer that may go into the logs of a series: who gave it, by which mail, and to which patches. */
export interface SeriesTrailer {
  /** Names it in requests: the same for the same trailer of the same mail. */
  readonly id: string;
  /** `Reviewed-by: Anna Berg <anna@example.org>` */
  readonly line: string;
  /** `[for the driver]` below it in the mail; null where there is none. */
  readonly note: string | null;
  /** Numbers of the patches that it is given to, in order. */
  readonly patches: readonly number[];
  readonly from: MessageSummary;
  /** 0-based line in that mail, as its facts count lines. */
  readonly line0: number;
  /** It was given to the cover letter, and counts for all patches. */
  readonly isOfCover: boolean;
  /** Given in that older version; null: in this one. */
  readonly carriedFrom: number | null;
  /** Neither the address nor the name of the trailer is its mail's sender's. */
  readonly isOfOthers: boolean;
  /** b4 would take it by itself (`b4 am -t`). */
  readonly isUsual: boolean;
}

/** The trailers of a version, those to its patches first, in the order of the patches and as they are written. */
export function seriesTrailers(
  collected: ReadonlyMap<number, readonly CollectedTrailer[]>,
  noteOf: (trailer: CollectedTrailer) => string | null = () => null,
): SeriesTrailer[] {
  const found = new Map<string, SeriesTrailer & { readonly patches: number[] }>();
  for (const [index, trailers] of [...collected].sort(([a], [b]) => a - b)) {
    for (const trailer of inOrder(trailers)) {
      const id = idOf(trailer);
      const known = found.get(id);
      if (known !== undefined) {
        known.patches.push(index);
        continue;
      }
      const { name, value, from, line0, isOfCover, carriedFrom } = trailer;
      const isOfOthers = !isSendersOwn(trailer);
      found.set(id, {
        id,
        line: `${name}: ${value}`,
        note: noteOf(trailer),
        patches: [index],
        from,
        line0,
        isOfCover,
        carriedFrom,
        isOfOthers,
        // Prose may begin like a trailer ("Acked-by: somebody would help"), and what the cover letter of an older version
        // was given need not hold for what has become of it.
        isUsual: !isOfOthers && trailer.address.includes("@") && !(isOfCover && carriedFrom !== null),
      });
    }
  }
  return [...found.values()];
}

/** For one patch, in the order in which they go into its log: b4's. */
export function trailersOfPatch(trailers: readonly SeriesTrailer[], index: number): readonly SeriesTrailer[] {
  return inOrder(trailers.filter(({ patches }) => patches.includes(index)));
}

/** The text of a trailer in a log: its note stands below it, as b4 writes it. */
export const trailerText = ({ line, note }: Pick<SeriesTrailer, "line" | "note">): string =>
  note === null ? line : `${line}\n${note}`;

/** What was given to the patch itself, what is carried over, what the cover letter was given. */
function inOrder<T extends Pick<CollectedTrailer, "isOfCover" | "carriedFrom">>(
  trailers: readonly T[],
): readonly T[] {
  const rank = ({ isOfCover, carriedFrom }: T): number => (isOfCover ? 2 : carriedFrom === null ? 0 : 1);
  return [...trailers].sort((a, b) => rank(a) - rank(b));
}

const idOf = ({ from, line0, name }: CollectedTrailer): string =>
  `${from.uri}#${from.index}:${line0}:${name}`;

/**
 * Whether the one whom a trailer names has sent its mail, as b4 decides: by the address, without what some add to it
 * (`+list`, a host of the same domain), or by the name.
 */
function isSendersOwn({ isOthersAddress, address, person, from }: CollectedTrailer): boolean {
  // Trailers that name nobody (`Fixes:`) are nobody's.
  if (!isOthersAddress || address === "") return true;
  const [local, domain] = parts(address);
  const [fromLocal, fromDomain] = parts(from.fromAddress);
  const isSame = domain === fromDomain || isHostOf(domain, fromDomain);
  if (local !== "" && local === fromLocal && isSame) return true;
  const name = plainName(person);
  return name !== "" && name === plainName(from.fromName);
}

const plainName = (name: string): string => name.trim().toLowerCase();

function parts(address: string): readonly [local: string, domain: string] {
  const lower = address.toLowerCase();
  const at = lower.lastIndexOf("@");
  if (at === -1) return ["", lower];
  const local = lower.slice(0, at);
  const plus = local.indexOf("+");
  return [plus > 0 ? local.slice(0, plus) : local, lower.slice(at + 1)];
}

/** `linux.example.org` and `example.org`: one level apart. */
function isHostOf(one: string, other: string): boolean {
  const [long, short] = one.length > other.length ? [one, other] : [other, one];
  return short.includes(".") && long.endsWith(`.${short}`) && !long.slice(0, -short.length - 1).includes(".");
}

/** A line that is only a remark in brackets, as people put it below a trailer; null for any other. */
export function noteLine(text: string): string | null {
  const trimmed = text.slice(0, 300).trim();
  return trimmed.length > 2 && /^\[[^\][]+\]$/.test(trimmed) ? trimmed : null;
}
