import type { SubjectTag } from "../core/model.js";

/** Characters of a label that leave room for badges behind it, in a side bar of VS Code's first width (300 pixels). */
const maxWithBadges = 24;
/** Of a row below another: patches of one series begin with the same words. */
const maxBelow = 28;

/**
 * A patch's subject as a narrow row shows it: `v2 hwmon: Fix` for `[PATCH net-next v2 0/3] hwmon: Fix`. That it is a
 * patch or a series is told by the row's icon; the number of a patch stays.
 */
export function patchLabel(tag: SubjectTag): string {
  const parts = [
    tag.isResend ? "RESEND" : "",
    tag.isRfc ? "RFC" : "",
    tag.version === 1 ? "" : `v${tag.version}`,
    (tag.index ?? 0) === 0 || tag.total === 1 ? "" : `${tag.index}/${tag.total}`,
    tag.title,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** Cut at a word, with an ellipsis, so that the badges behind it are seen. */
export function cutForBadges(label: string, isRoot: boolean): string {
  const characters = Array.from(label);
  const max = isRoot ? maxWithBadges : maxBelow;
  if (characters.length <= max) return label;
  const room = characters.slice(0, max - 1);
  // A word that ends with the room is whole.
  const end = characters[room.length] === " " ? room.length : room.lastIndexOf(" ");
  // One long word would leave nothing that can be recognized.
  const kept = room.slice(0, end > max / 2 ? end : room.length);
  return `${kept.join("").trimEnd()}…`;
}
