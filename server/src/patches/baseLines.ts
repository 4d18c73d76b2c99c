import { LineKind, type MailDocument } from "../core/model.js";

/** What git-format-patch(1) writes below a patch or cover letter (`--base`). */
export interface BaseLines {
  /** `base-commit:`; null where none is told. */
  readonly base: string | null;
  /** `prerequisite-patch-id:` lines, in order. */
  readonly prerequisites: readonly string[];
}

const maxPrerequisites = 200;

/** Of mails that belong together, the first that tells a base: they stand in the cover letter, or in the first patch. */
export function baseLines(told: readonly { readonly document: MailDocument }[]): BaseLines {
  let base: string | null = null;
  const prerequisites: string[] = [];
  for (const { document } of told) {
    const { lines } = document;
    for (let line0 = 0; line0 < lines.count; line0++) {
      if (lines.depth(line0) > 0 || lines.kind(line0) === LineKind.context) continue;
      const match = /^(base-commit|prerequisite-patch-id): ([0-9a-f]{7,64})\s*$/.exec(
        lines.content(line0).slice(0, 120),
      );
      if (match?.[1] === "base-commit") base ??= match[2] ?? null;
      else if (match?.[2] && prerequisites.length < maxPrerequisites) prerequisites.push(match[2]);
    }
    if (base !== null) break;
  }
  return { base, prerequisites };
}
