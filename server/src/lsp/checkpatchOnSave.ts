import { type CancellationToken, CancellationTokenSource } from "vscode-languageserver";
import type { CheckpatchResult } from "../work/scripts/runCheckpatch.js";
import type { ScriptParams } from "../work/scripts/scriptRun.js";
import type { DocumentStore } from "./documents.js";
import type { Guard } from "./guard.js";
import type { SettingsStore } from "./settingsStore.js";

export interface OnSaveParts {
  readonly documents: DocumentStore;
  readonly settings: SettingsStore;
  readonly guard: Guard;
  trusted(): boolean;
  check(params: ScriptParams, token: CancellationToken): Promise<CheckpatchResult | null>;
}

/** Of a file the first patches: nobody waits for more. */
const maxPatches = 20;

/** Runs checkpatch on what is saved, where the setting asks for that; an edit or another save ends it. */
export function createCheckpatchOnSave(parts: OnSaveParts): {
  saved(uri: string): void;
  dispose(): void;
} {
  const { documents, settings, guard } = parts;
  const running = new Map<string, CancellationTokenSource>();
  const stop = (uri: string): void => {
    running.get(uri)?.cancel();
    running.delete(uri);
  };
  const checkAll = async (uri: string, token: CancellationToken): Promise<void> => {
    const { onSave } = (await settings.of(uri)).checkpatch;
    if (!onSave || !parts.trusted() || uri.startsWith("patch-mail:")) return;
    const messages = documents.analysis(uri)?.parsed.model.messages ?? [];
    const withPatch = messages.filter(({ files }) => files.some(({ depth }) => depth === 0));
    for (const message of withPatch.slice(0, maxPatches)) {
      if (token.isCancellationRequested) return;
      const position = { line: message.header.startLine0, character: 0 };
      const { index: ordinal } = message;
      await parts.check(
        { textDocument: { uri }, position, ordinal, scope: "patch", isBackground: true },
        token,
      );
    }
  };
  documents.listen((event, uri) => {
    if (event !== "open") stop(uri);
  });
  return {
    saved(uri) {
      stop(uri);
      const source = new CancellationTokenSource();
      running.set(uri, source);
      guard.run("checkpatch on save", { uri }, async () => {
        try {
          await checkAll(uri, source.token);
        } finally {
          if (running.get(uri) === source) running.delete(uri);
          source.dispose();
        }
      });
    },
    dispose() {
      for (const uri of [...running.keys()]) stop(uri);
    },
  };
}
