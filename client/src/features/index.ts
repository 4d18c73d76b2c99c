import type { ClientFeature } from "../host.js";
import { attachments } from "./attachments.js";
import { bodiesProgress } from "./bodiesProgress.js";
import { codeLensCommands } from "./codeLensCommands.js";
import { copy } from "./copy.js";
import { copyAsDraft } from "./copyAsDraft.js";
import { decodedMessage } from "./decodedMessage.js";
import { foldQuotes } from "./foldQuotes.js";
import { indentation } from "./indentation.js";
import { languageStatus } from "./languageStatus.js";
import { mailboxes } from "./mailboxes.js";
import { navigation } from "./navigation.js";
import { openSideBySide } from "./openSideBySide.js";
import { savedText } from "./savedText.js";
import { seriesPage } from "./seriesPage.js";
import { statusBar } from "./statusBar.js";
import { threadsView } from "./threadsView.js";
import { trust } from "./trust.js";
import { wordMarks } from "./wordMarks.js";

/** All visible things of the extension. A new one is one file and one line here. */
export const features: readonly ClientFeature[] = [
  languageStatus,
  trust,
  indentation,
  savedText,
  navigation,
  copy,
  foldQuotes,
  openSideBySide,
  decodedMessage,
  attachments,
  copyAsDraft,
  threadsView,
  seriesPage,
  statusBar,
  mailboxes,
  bodiesProgress,
  codeLensCommands,
  wordMarks,
];
