import type { Finder } from "../../features/finder.js";
import type { WorkServices } from "../services.js";
import { createFunctionSearch } from "./functionSearch.js";
import { createMaintainersFile } from "./maintainersFile.js";
import { originOf } from "./origin.js";
import type { FinderParts } from "./parts.js";
import { referencesAt } from "./referencesAt.js";
import { sourceOf } from "./source.js";
import { createTreeFiles } from "./treeFiles.js";

export function createFinder(services: WorkServices): Finder {
  const files = createTreeFiles(services);
  const parts: FinderParts = { services, files, functions: createFunctionSearch(services, files) };
  return {
    source: (question) => sourceOf(parts, question),
    origin: (question) => originOf(parts, question),
    references: (question, withOwn) => referencesAt(parts, question, withOwn),
    maintainers: createMaintainersFile(services, files),
  };
}
