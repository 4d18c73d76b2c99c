import type { MaintainersEntry } from "../../threads/maintainers.js";
import type { FeatureContext } from "../feature.js";
import { type HoverBlock, type Line, paragraph, strong, text } from "./content.js";
import type { HoverPlace } from "./place.js";

/** Sections of MAINTAINERS that are shown, and rows of each of their lists. */
const maxSections = 4;
const maxRows = 12;

/** Who looks after a path, by the MAINTAINERS of the tree at hand; empty where there is none. */
export async function maintainersBlocks(
  { document }: HoverPlace,
  { finder }: FeatureContext,
  path: string,
): Promise<HoverBlock[]> {
  const sections = path === "" ? null : await finder?.maintainers(document.uri, path);
  if (!sections) return [];
  const shown = sections.slice(0, maxSections).map(sectionBlock);
  const more = sections.length - shown.length;
  return more > 0 ? [...shown, paragraph([text(`and ${more} more sections of MAINTAINERS`)])] : shown;
}

function sectionBlock(section: MaintainersEntry): HoverBlock {
  const { title, maintainers, reviewers, lists, trees, status } = section;
  const head: Line = [text("MAINTAINERS: "), strong(title)];
  return paragraph(
    status.length === 0 ? head : [...head, text(` (${status.join(", ")})`)],
    ...rows("M", maintainers),
    ...rows("R", reviewers),
    ...rows("L", lists),
    ...rows("T", trees),
  );
}

function rows(tag: string, values: readonly string[]): Line[] {
  const shown = values.slice(0, maxRows).map((value): Line => [text(`${tag}: ${value}`)]);
  const more = values.length - shown.length;
  return more > 0 ? [...shown, [text(`${tag}: and ${more} more`)]] : shown;
}
