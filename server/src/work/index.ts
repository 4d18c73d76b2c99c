export { createFinder } from "./finder/index.js";
export { createWriting } from "./writing/index.js";

import { type ApplySeriesRequests, createApplySeries } from "./applySeries.js";
import { type CheckAppliesRequests, createCheckApplies } from "./checkApplies.js";
import { type CommitDocumentRequests, createCommitDocument } from "./commitDocument.js";
import { type CompareRequests, createCompareVersions } from "./compareVersions.js";
import { createDiffFiles, type DiffFilesRequests } from "./diffFiles.js";
import { createExportSeries, type ExportSeriesRequests } from "./exportSeries.js";
import { createMoreContext, type MoreContextRequests } from "./moreContext.js";
import { createPatchText, type PatchTextRequests } from "./patchText.js";
import { createRunCheckpatch, type RunCheckpatchRequests } from "./scripts/runCheckpatch.js";
import { createRunGetMaintainer, type RunGetMaintainerRequests } from "./scripts/runGetMaintainer.js";
import type { WorkServices } from "./services.js";
import { createSideBySide, type SideBySideRequests } from "./sideBySide.js";

/**
 * Requests that work with whole patches, series and repositories. They are rarely asked, and large: this room is a bundle
 * of its own (`dist/work.cjs`), loaded by the first of them (lsp/workRequests.ts). A new one is one file, one line here,
 * and its method's name there.
 */
export type WorkRequests = ApplySeriesRequests &
  CheckAppliesRequests &
  CommitDocumentRequests &
  CompareRequests &
  DiffFilesRequests &
  ExportSeriesRequests &
  MoreContextRequests &
  PatchTextRequests &
  RunCheckpatchRequests &
  RunGetMaintainerRequests &
  SideBySideRequests;

export function createWork(services: WorkServices): WorkRequests {
  return {
    ...createApplySeries(services),
    ...createCheckApplies(services),
    ...createCommitDocument(services),
    ...createCompareVersions(services),
    ...createDiffFiles(services),
    ...createExportSeries(services),
    ...createMoreContext(services),
    ...createPatchText(services),
    ...createRunCheckpatch(services),
    ...createRunGetMaintainer(services),
    ...createSideBySide(services),
  };
}
