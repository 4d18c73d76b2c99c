import type { MessageSummary } from "./model.js";
import type { Member } from "./seriesMembers.js";
import type { SeriesPatch } from "./seriesModel.js";
import type { VersionDraft } from "./versionDraft.js";

/** Which patch of which version a mail is. */
interface Place {
  readonly base: VersionDraft;
  readonly index: number;
}

/**
 * Puts patches without a number that were sent as replies to single patches of a numbered version (`[PATCH v2] two` below
 * `[PATCH 2/3] two`) in the places of those: all of one version number become one version, with the count and title of
 * that series. `drafts` are the versions of one series, lowest first.
 */
export function withLonePatches(drafts: readonly VersionDraft[]): readonly VersionDraft[] {
  const places = new Map<Member, Place>();
  const lone = new Map<number, { base: VersionDraft; parts: { draft: VersionDraft; index: number }[] }>();
  const result: VersionDraft[] = [];
  for (const draft of drafts) {
    const place = lonePlace(draft, places);
    const [only] = draft.group.members;
    if (place === undefined || only === undefined) {
      result.push(draft);
      for (const member of draft.group.members) {
        const { index } = member.tag;
        if (draft.total !== null && draft.total > 1 && index !== null && index > 0)
          places.set(member, { base: draft, index });
      }
      continue;
    }
    places.set(only, place);
    const known = lone.get(draft.version);
    if (known === undefined) {
      lone.set(draft.version, { base: place.base, parts: [{ draft, index: place.index }] });
    } else known.parts.push({ draft, index: place.index });
  }
  if (lone.size === 0) return drafts;
  for (const [, { base, parts }] of lone) result.push(united(base, parts));
  return result.sort((a, b) => a.version - b.version || (a.date ?? 0) - (b.date ?? 0));
}

function lonePlace(
  { group, total, isPull, version }: VersionDraft,
  places: ReadonlyMap<Member, Place>,
): Place | undefined {
  const [only] = group.members;
  if (only === undefined || group.members.length > 1 || group.cover !== null || total !== null || isPull)
    return undefined;
  const place = only.above === null ? undefined : places.get(only.above);
  return place === undefined || version <= place.base.version ? undefined : place;
}

function united(
  base: VersionDraft,
  parts: readonly { readonly draft: VersionDraft; readonly index: number }[],
): VersionDraft {
  const patches = new Map<number, SeriesPatch>();
  const members: Member[] = [];
  let date: number | null = null;
  let first: { readonly draft: VersionDraft; readonly index: number } | undefined;
  for (const part of parts) {
    const { draft, index } = part;
    for (const member of draft.group.members) members.push(member);
    if (draft.date !== null && (date === null || draft.date < date)) date = draft.date;
    if (first === undefined || index < first.index) first = part;
    for (const patch of draft.patches) {
      const known = patches.get(index);
      patches.set(index, known === undefined ? { ...patch, index } : joined(known, patch));
    }
  }
  const { draft } = first ?? { draft: base };
  return {
    ...draft,
    group: { ...draft.group, members },
    headTitle: base.headTitle,
    total: base.total,
    date,
    patches: [...patches.values()].sort((a, b) => a.index - b.index),
    loose: parts.flatMap((part) => part.draft.loose),
    isOfLonePatches: true,
  };
}

function joined(known: SeriesPatch, other: SeriesPatch): SeriesPatch {
  const again: readonly MessageSummary[] = [...known.again, other.message, ...other.again];
  return { ...known, again, replies: [...known.replies, ...other.replies] };
}
