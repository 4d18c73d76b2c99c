import type { Finder } from "../../features/finder.js";
import { type MaintainersSection, readMaintainers, sectionsOf } from "../../threads/maintainers.js";
import type { WorkServices } from "../services.js";
import type { TreeFiles } from "./treeFiles.js";

/** Read again only when it has changed: the kernel's has 25,000 lines. */
export function createMaintainersFile({ clock }: WorkServices, files: TreeFiles): Finder["maintainers"] {
  let known: { readonly key: string; readonly sections: readonly MaintainersSection[] } | undefined;
  let checked: { readonly documentUri: string; readonly uri: string | null; readonly at: number } | undefined;
  return async (documentUri, path) => {
    if (checked?.documentUri !== documentUri || clock.now() - checked.at > checkedForMs)
      checked = { documentUri, uri: await files.find(documentUri, ["MAINTAINERS"]), at: clock.now() };
    const { uri } = checked;
    if (uri === null) return null;
    const key = `${uri}\n${await files.stamp(uri)}`;
    if (known?.key !== key) known = { key, sections: readMaintainers((await files.text(uri)) ?? "") };
    return sectionsOf(known.sections, path);
  };
}

/** Where the file is does not change from one hover to the next. */
const checkedForMs = 10_000;
