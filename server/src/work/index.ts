import { type CompareRequests, createCompareVersions } from "./compareVersions.js";
import type { WorkServices } from "./services.js";
import { createSideBySide, type SideBySideRequests } from "./sideBySide.js";

/**
 * Requests that work with whole patches, series and repositories. They are rarely asked, and large: this room is a bundle
 * of its own (`dist/work.cjs`), loaded by the first of them (lsp/workRequests.ts). A new one is one file, one line here,
 * and its method's name there.
 */
export type WorkRequests = CompareRequests & SideBySideRequests;

export function createWork(services: WorkServices): WorkRequests {
  return {
    ...createCompareVersions(services),
    ...createSideBySide(services),
  };
}
