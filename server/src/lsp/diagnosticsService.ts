import {
  type CancellationToken,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentDiagnosticReport,
  type PublishDiagnosticsParams,
} from "vscode-languageserver";
import { codeDescription } from "../diagnostics/documentation.js";
import type { Notice } from "../diagnostics/notices.js";
import type { ParsedDocument } from "../features/feature.js";
import type { Settings } from "../settings.js";
import type { Analysis, DocumentStore } from "./documents.js";
import type { Guard } from "./guard.js";
import type { Clock, Timer } from "./host.js";
import type { SettingsStore } from "./settingsStore.js";

/** The diagnostics of one version, from what is known by now. */
export type Diagnose = (parsed: ParsedDocument, settings: Settings, limit?: number) => readonly Diagnostic[];

export interface DiagnosticsServices {
  readonly documents: DocumentStore;
  readonly settings: SettingsStore;
  readonly guard: Guard;
  readonly clock: Clock;
  /** Loads the rules, once. */
  rules(): Promise<Diagnose>;
  /** Where docs/diagnostics.md is; undefined: codes have no link. */
  readonly documentationUrl?: string | undefined;
  /** `textDocument/publishDiagnostics`; undefined for a client that pulls. */
  readonly publish: ((params: PublishDiagnosticsParams) => void) | undefined;
  /** `workspace/diagnostic/refresh`; undefined where the client does not know it. */
  readonly refresh: (() => void) | undefined;
}

/** Push and pull diagnostics. Each result belongs to one version; it is made when the writer pauses. */
export interface DiagnosticsService {
  /** `textDocument/diagnostic`. Waits for a pause in the edits, then answers for the version of that moment. */
  pull(
    uri: string,
    previousResultId: string | undefined,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport>;
  /** What the diagnostics depend on has changed besides the documents: settings, other mail. Of all, or of one. */
  outdated(uri?: string): void;
  dispose(): void;
}

/** How long a document must be left alone: edits come faster than that, and a keystroke must not wait for rules. */
export const pauseMilliseconds = 250;

const source = "patch-mail";
/** Of a result that must be made again. */
const noGeneration = -1;

interface Result {
  readonly version: number;
  /** Of the facts beside the document, see `outdated`. */
  readonly generation: number;
  readonly id: string;
  readonly items: Diagnostic[];
}

export function createDiagnosticsService(services: DiagnosticsServices): DiagnosticsService {
  const { documents, settings, guard, clock, publish } = services;
  const changedAt = new Map<string, number>();
  const pending = new Map<string, Timer>();
  const results = new Map<string, Result>();
  /** Id of the result that the client shows. */
  const pushed = new Map<string, string>();
  // Ids of two sessions must not meet: a client may ask a restarted server with the old one's.
  const session = clock.now().toString(36);
  let generation = 0;
  let counter = 0;

  /** undefined: closed meanwhile. */
  const resultOf = async (uri: string): Promise<Result | undefined> => {
    const before = generation;
    const own = await settings.of(uri);
    const diagnose = await services.rules();
    if (before !== generation) return resultOf(uri);
    // From here on nothing waits: version, model and settings belong together.
    const version = documents.version(uri);
    if (version === undefined) return undefined;
    const known = results.get(uri);
    if (known?.version === version && known.generation === generation) return known;
    const analysis = documents.analysis(uri);
    if (analysis === undefined) return undefined;
    const items = wholeDocument(analysis, services.documentationUrl) ?? [...diagnose(analysis.parsed, own)];
    // New facts that change nothing keep the id: a client that asks again hears "unchanged".
    const isSame = known?.version === version && JSON.stringify(known.items) === JSON.stringify(items);
    const id = isSame ? known.id : `${session}.${counter++}`;
    const result = { version, generation, id, items };
    results.set(uri, result);
    return result;
  };
  const push = async (uri: string, send: (params: PublishDiagnosticsParams) => void): Promise<void> => {
    const result = await resultOf(uri);
    if (result === undefined || result.version !== documents.version(uri) || pushed.get(uri) === result.id)
      return;
    pushed.set(uri, result.id);
    send({ uri, version: result.version, diagnostics: result.items });
  };
  const schedulePush = (uri: string, milliseconds: number): void => {
    if (publish === undefined) return;
    pending.get(uri)?.cancel();
    const timer = clock.schedule(milliseconds, () => {
      pending.delete(uri);
      guard.run("publishDiagnostics", { uri, version: documents.version(uri) }, () => push(uri, publish));
    });
    pending.set(uri, timer);
  };
  const wait = (milliseconds: number, token: CancellationToken): Promise<void> =>
    new Promise((resolve) => {
      const timer = clock.schedule(milliseconds, () => {
        listener.dispose();
        resolve();
      });
      const listener = token.onCancellationRequested(() => {
        timer.cancel();
        listener.dispose();
        resolve();
      });
    });
  const pause = async (uri: string, token: CancellationToken): Promise<void> => {
    while (!token.isCancellationRequested) {
      const left = (changedAt.get(uri) ?? 0) + pauseMilliseconds - clock.now();
      if (left <= 0) return;
      await wait(left, token);
    }
  };

  documents.listen((event, uri) => {
    switch (event) {
      case "open":
        pushed.delete(uri);
        results.delete(uri);
        schedulePush(uri, 0);
        break;
      case "change":
        changedAt.set(uri, clock.now());
        schedulePush(uri, pauseMilliseconds);
        break;
      case "close":
        results.delete(uri);
        pushed.delete(uri);
        changedAt.delete(uri);
        pending.get(uri)?.cancel();
        pending.delete(uri);
        publish?.({ uri, diagnostics: [] });
        break;
    }
  });

  return {
    async pull(uri, previousResultId, token) {
      await pause(uri, token);
      const result = token.isCancellationRequested ? undefined : await resultOf(uri);
      if (result === undefined) return { kind: "full", items: [] };
      if (result.id === previousResultId) return { kind: "unchanged", resultId: result.id };
      return { kind: "full", resultId: result.id, items: result.items };
    },
    outdated(uri) {
      if (uri === undefined) {
        generation++;
        for (const each of documents.uris()) schedulePush(each, 0);
      } else {
        const known = results.get(uri);
        // Its id is kept: what turns out to be the same need not be sent again.
        if (known !== undefined) results.set(uri, { ...known, generation: noGeneration });
        if (documents.version(uri) !== undefined && !pending.has(uri)) schedulePush(uri, 0);
      }
      services.refresh?.();
    },
    dispose() {
      for (const timer of pending.values()) timer.cancel();
      pending.clear();
    },
  };
}

/** For a document that no rule can look at: one sentence that says why. null for any other. */
function wholeDocument(
  { notice, parsed }: Analysis,
  documentationUrl: string | undefined,
): Diagnostic[] | null {
  const binary = parsed.problems.find((problem) => problem.code === "binary");
  if (notice === null && binary === undefined) return null;
  const start = { line: 0, character: 0 };
  const code: Notice["code"] = notice === null ? "document.binary" : "document.too-large";
  return [
    {
      range: { start, end: start },
      severity: DiagnosticSeverity.Information,
      code,
      ...codeDescription(documentationUrl, code),
      source,
      message: notice ?? binary?.message ?? "",
    },
  ];
}
