export { createFinder } from "./finder/index.js";

import { type CommitDocumentRequests, createCommitDocument } from "./commitDocument.js";
import { createDiffFiles, type DiffFilesRequests } from "./diffFiles.js";
import { createExportSeries, type ExportSeriesRequests } from "./exportSeries.js";
import { createMoreContext, type MoreContextRequests } from "./moreContext.js";
import type { WorkServices } from "./services.js";
import { createSideBySide, type SideBySideRequests } from "./sideBySide.js";

/**
 * Requests that work with whole patches, series and repositories. They are rarely asked, and large: this room is a bundle
 * of its own (`dist/work.cjs`), loaded by the first of them (lsp/workRequests.ts). A new one is one file, one line here,
 * and its method's name there.
 */
export type WorkRequests = CommitDocumentRequests &
  DiffFilesRequests &
  ExportSeriesRequests &
  MoreContextRequests &
  SideBySideRequests;

export function createWork(services: WorkServices): WorkRequests {
  return {
    ...createCommitDocument(services),
    ...createDiffFiles(services),
    ...createExportSeries(services),
    ...createMoreContext(services),
    ...createSideBySide(services),
  };
}
