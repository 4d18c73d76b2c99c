import { LineKind } from "../../core/model.js";
import { changeIdUrl } from "../trailerMeanings.js";
import { link, paragraph, prose, strong, text } from "./content.js";
import { contentText, type HoverPart } from "./place.js";

const formatPatch = "https://git-scm.com/docs/git-format-patch#_base_tree_information";

interface InfoMeaning {
  readonly name: string;
  readonly meaning: string;
  readonly url: string;
}

const meanings: readonly InfoMeaning[] = [
  {
    name: "base-commit",
    meaning: "The commit that the series is made on. Hover the hash to see whether it is here.",
    url: formatPatch,
  },
  { name: "base-tree", meaning: "What the series is made on, where it is no commit.", url: formatPatch },
  {
    name: "prerequisite-patch-id",
    meaning: "A patch that has to be applied first, named by its content (git-patch-id(1)): it is no commit.",
    url: formatPatch,
  },
  {
    name: "prerequisite-message-id",
    meaning: "A message whose patches have to be applied first; b4 finds it in the archive.",
    url: changeIdUrl,
  },
  {
    name: "prerequisite-change-id",
    meaning: "A series that has to be applied first, by b4's name for it and the version.",
    url: changeIdUrl,
  },
  {
    name: "change-id",
    meaning: "b4's name for the series. It stays the same across versions, so that they can be found.",
    url: changeIdUrl,
  },
];

/** Hover: the lines below a patch that say what it is based on (git-format-patch(1), b4), and git's first line. */
export const patchInfo: HoverPart = (place) => {
  if (place.kind === LineKind.mboxSeparator) {
    const isGit = / Mon Sep 17 00:00:00 2001\s*$/.test(contentText(place).slice(0, 200));
    const words = isGit
      ? "git format-patch begins a message so: the commit's hash and a fixed date, by which programs know its files."
      : "This line begins a message of an mbox. It is not part of the mail.";
    return { span: place.content, blocks: [paragraph([text(words)])] };
  }
  if (place.kind === LineKind.scissors) {
    return {
      span: place.content,
      blocks: [paragraph(prose("Scissors: `git am --scissors` drops what stands above."))],
    };
  }
  if (place.kind !== LineKind.patchInfo) return null;
  const name = /^[a-z-]{1,40}(?=:)/i.exec(contentText(place))?.[0].toLowerCase();
  const found = meanings.find((row) => row.name === name);
  if (!found) return null;
  return {
    span: place.content,
    blocks: [
      paragraph([strong(found.name)]),
      paragraph(prose(found.meaning)),
      paragraph([link("Documentation", found.url)]),
    ],
  };
};
