/** Who answers whom on a saved thread view, whose messages have no Message-IDs: its thread overviews say it. */
import type { MailDocument, OverviewEntry } from "../core/model.js";

export interface ToldParent {
  /** Index of the parent in the document; null where it is not there. */
  readonly messageIndex: number | null;
  /** Index of the nearest ancestor in the document; null where none is there. */
  readonly ancestorIndex: number | null;
  /** Message-ID of a parent that the archive does not have, "" where it is not told; null for a message. */
  readonly ghost: string | null;
}

/** By index of the message; without those that no overview gives a parent. */
export function overviewParents(model: MailDocument): ReadonlyMap<number, ToldParent> {
  const parents = new Map<number, ToldParent>();
  for (const { overview } of model.messages) {
    if (overview === null || !overview.hasTree) continue;
    for (const entry of overview.entries) {
      if (entry.messageIndex === null || parents.has(entry.messageIndex)) continue;
      const parent = entry.parent === null ? undefined : overview.entries[entry.parent];
      if (parent === undefined) continue;
      const ancestorIndex = nearest(parent, overview.entries);
      parents.set(entry.messageIndex, {
        messageIndex: parent.messageIndex,
        ancestorIndex,
        ghost: parent.ghost,
      });
    }
  }
  return parents;
}

/** Index of the message of `entry` or of the first above it that has one; bounded, should the parents run in a ring. */
function nearest(entry: OverviewEntry, entries: readonly OverviewEntry[]): number | null {
  let at: OverviewEntry | undefined = entry;
  for (let step = 0; at !== undefined && step < entries.length; step++) {
    if (at.messageIndex !== null) return at.messageIndex;
    at = at.parent === null ? undefined : entries[at.parent];
  }
  return null;
}
