import * as vscode from "vscode";

const draftButton = "Edit a Copy as Draft";

/** Says why a text stays as it is, and offers a copy. Not waited for: it stands there until somebody answers. */
export function offerDraft(sentence: string): void {
  void vscode.window.showInformationMessage(sentence, draftButton).then(async (chosen) => {
    if (chosen === draftButton) await vscode.commands.executeCommand("patchMail.copyAsDraft");
  });
}

/** Of an editor that takes no typing. */
export const readOnlySentence = "This document is read-only: its text stays as it is.";
