import * as vscode from "vscode";
import type { ClientFeature } from "../host.js";

/**
 * Mail saved as `.txt`, as browsers save an archive's page: VS Code makes it Plain Text by its name, before it looks at
 * first lines. Here its first line counts, as for names without an extension. Once for each tab, so that a user who
 * chooses Plain Text keeps it. Only while the extension runs: it is not started for the sake of plain text.
 */
export const savedText: ClientFeature = ({ extension }) => {
  const firstLine = contributedFirstLine(extension.extension.packageJSON);
  const seen = new Set<string>();
  const consider = (document: vscode.TextDocument): void => {
    const { uri, languageId } = document;
    if (languageId !== "plaintext" || uri.scheme !== "file" || !/\.txt$/i.test(uri.path)) return;
    const key = uri.toString();
    if (seen.has(key)) return;
    seen.add(key);
    if (firstLine.test(document.lineAt(0).text.slice(0, 1000)))
      void vscode.languages.setTextDocumentLanguage(document, "patch-mail");
  };
  for (const document of vscode.workspace.textDocuments) consider(document);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(consider),
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const { input } of closed)
        if (input instanceof vscode.TabInputText) seen.delete(input.uri.toString());
    }),
  );
};

interface Manifest {
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly firstLine?: string }[];
  };
}

/** The pattern that VS Code itself goes by, from our manifest. */
function contributedFirstLine(manifest: Manifest): RegExp {
  const language = manifest.contributes.languages.find(({ id }) => id === "patch-mail");
  return new RegExp(language?.firstLine ?? "(?!)");
}
