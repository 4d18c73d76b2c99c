import type { ClientFeature } from "../host.js";
import { addSignoff } from "./addSignoff.js";
import { applySeries } from "./applySeries.js";
import { attachments } from "./attachments.js";
import { bodiesProgress } from "./bodiesProgress.js";
import { checkApplies } from "./checkApplies.js";
import { codeLensCommands } from "./codeLensCommands.js";
import { commitDocument } from "./commitDocument.js";
import { compareVersions } from "./compareVersions.js";
import { copy } from "./copy.js";
import { copyAsDraft } from "./copyAsDraft.js";
import { copyPatch } from "./copyPatch.js";
import { decodedMessage } from "./decodedMessage.js";
import { editPatch } from "./editPatch.js";
import { exportSeries } from "./exportSeries.js";
import { fixes } from "./fixes.js";
import { foldQuotes } from "./foldQuotes.js";
import { indentation } from "./indentation.js";
import { kernelScripts } from "./kernelScripts.js";
import { languageStatus } from "./languageStatus.js";
import { mailboxes } from "./mailboxes.js";
import { moreContext } from "./moreContext.js";
import { navigation } from "./navigation.js";
import { openSideBySide } from "./openSideBySide.js";
import { rulesStatus } from "./rulesStatus.js";
import { savedText } from "./savedText.js";
import { seriesPage } from "./seriesPage.js";
import { statusBar } from "./statusBar.js";
import { threadsView } from "./threadsView.js";
import { trust } from "./trust.js";
import { viewedFiles } from "./viewedFiles.js";
import { wordMarks } from "./wordMarks.js";

/** All visible things of the extension. A new one is one file and one line here. */
export const features: readonly ClientFeature[] = [
  languageStatus,
  rulesStatus,
  trust,
  indentation,
  savedText,
  navigation,
  copy,
  copyPatch,
  editPatch,
  fixes,
  addSignoff,
  foldQuotes,
  openSideBySide,
  compareVersions,
  moreContext,
  viewedFiles,
  commitDocument,
  decodedMessage,
  attachments,
  copyAsDraft,
  threadsView,
  seriesPage,
  exportSeries,
  applySeries,
  statusBar,
  mailboxes,
  bodiesProgress,
  checkApplies,
  kernelScripts,
  codeLensCommands,
  wordMarks,
];
