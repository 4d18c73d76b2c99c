import { type CancellationToken, CancellationTokenSource } from "vscode-languageserver";
import { virtualPlace } from "../protocol/virtualPlace.js";
import type { CheckAppliesParams, CheckAppliesResult } from "../work/checkApplies.js";
import type { DocumentStore } from "./documents.js";
import type { Guard } from "./guard.js";
import type { Clock, Timer } from "./host.js";
import type { SettingsStore } from "./settingsStore.js";

export interface OnOpenParts {
  readonly documents: DocumentStore;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly guard: Guard;
  trusted(): boolean;
  check(params: CheckAppliesParams, token: CancellationToken): Promise<CheckAppliesResult | null>;
}

/** After a document is opened: its mail must be among the mail at hand, and nobody waits for the answer. */
const waitMilliseconds = 1500;
/** Of a mailbox the first ones: more would take long, and nobody has asked. */
const maxMessages = 20;

/** Checks what is opened against HEAD where the setting asks for that, one document after the other, in the background. */
export function createAppliesOnOpen(parts: OnOpenParts): { dispose(): void } {
  const { documents, settings, clock, guard } = parts;
  const waiting = new Map<string, Timer>();
  let isDisposed = false;
  let queue: Promise<void> = Promise.resolve();

  /** Of the document that is being checked: closed, it needs no answer, and its git ends. */
  let running: { readonly uri: string; readonly source: CancellationTokenSource } | undefined;

  const checkOne = async (uri: string): Promise<void> => {
    if (isDisposed || documents.version(uri) === undefined) return;
    const source = new CancellationTokenSource();
    running = { uri, source };
    try {
      await checkAll(uri, source.token);
    } finally {
      running = undefined;
      source.dispose();
    }
  };
  const checkAll = async (uri: string, token: CancellationToken): Promise<void> => {
    const scope = (await settings.of(uri)).checkAppliesOnOpen;
    if (scope === "off" || !parts.trusted()) return;
    const place = virtualPlace(uri);
    const model = documents.analysis(uri)?.parsed.model;
    const version = documents.version(uri);
    const withPatch = model?.messages.filter(({ files }) => files.some(({ depth }) => depth === 0)) ?? [];
    // One message of a series stands for all of it.
    for (const message of withPatch.slice(0, scope === "series" ? 1 : maxMessages)) {
      if (token.isCancellationRequested || documents.version(uri) !== version) return;
      await parts.check(
        {
          textDocument: { uri: place?.textDocument.uri ?? uri },
          position: { line: message.header.startLine0, character: 0 },
          ...(place === null ? { ordinal: message.index } : { ordinal: place.ordinal ?? 0 }),
          scope,
          target: { kind: "head" },
          isBackground: true,
        },
        token,
      );
    }
  };
  documents.listen((event, uri) => {
    waiting.get(uri)?.cancel();
    waiting.delete(uri);
    // What is edited is another text now; what is closed, nobody's.
    if (running?.uri === uri) running.source.cancel();
    if (event !== "open") return;
    const timer = clock.schedule(waitMilliseconds, () => {
      waiting.delete(uri);
      queue = queue
        .then(() => checkOne(uri))
        .catch((error: unknown) => {
          guard.run("checkAppliesOnOpen", { uri }, () => Promise.reject(error));
        });
    });
    waiting.set(uri, timer);
  });
  return {
    dispose() {
      isDisposed = true;
      running?.source.cancel();
      for (const timer of waiting.values()) timer.cancel();
      waiting.clear();
    },
  };
}
