import type { InitializeParams } from "vscode-languageserver";
import type { FeatureOptions } from "../features/feature.js";

/** What the client can do and wants, read once from `initialize`. */
export interface ClientFacts {
  readonly name: string;
  /** Whether the user trusts the workspace when the session begins. */
  readonly trusted: boolean;
  /** Settings given with `initializationOptions`, for clients without `workspace/configuration`. */
  readonly initialSettings: unknown;
  /** Where the client has docs/diagnostics.md, to which the codes of problems link; undefined: nowhere. */
  readonly documentationUrl: string | undefined;
  /** A folder that is ours, on the disk of this machine, for what may be kept from one session to the next. */
  readonly storageUri: string | undefined;
  readonly folders: readonly string[];
  /** `workspace/configuration` */
  readonly canAskSettings: boolean;
  readonly canRegisterSettings: boolean;
  /** `textDocument/diagnostic`: such a client pulls, and nothing is pushed to it, else it would show each twice. */
  readonly pullsDiagnostics: boolean;
  readonly canRefreshDiagnostics: boolean;
  readonly canRefreshInlayHints: boolean;
  readonly canRefreshCodeLenses: boolean;
  /**
   * Asks for the tokens of a range and takes ServerCancelled for those of all: the way of VS Code, which then keeps
   * asking for ranges.
   */
  readonly retriesFullTokens: boolean;
  readonly features: Omit<
    FeatureOptions,
    "archiveUrl" | "lineNumbers" | "codeLens" | "formatWidth" | "preset"
  >;
}

/** Folds that are sent to a client which neither states a limit nor trims by itself. */
const foldLimitOfOtherClients = 5000;

/**
 * `initializationOptions`, all optional: `trusted` (default true: only VS Code knows untrusted workspaces and always
 * says), `retriesFullTokens`, `hunkTokens` ("lines" or "markers"), `commands` (default false: the client has the
 * commands of our VS Code extension that code lenses name), `virtualLinks` (features/feature.ts), `documentationUrl` (of docs/diagnostics.md), `storageUri` (a
 * folder for the index of mailboxes; without one nothing is kept) and `settings`
 * or `patchMail` (as under `patchMail` in VS Code).
 */
export function clientFacts(params: InitializeParams): ClientFacts {
  const initialization = record(params.initializationOptions);
  const workspace = params.capabilities.workspace;
  const text = params.capabilities.textDocument;
  const tokens = text?.semanticTokens;
  const canRefreshDiagnostics = workspace?.diagnostics?.refreshSupport === true;
  const isVsCodeLike = tokens?.serverCancelSupport === true && Boolean(tokens.requests?.range);
  return {
    name: params.clientInfo?.name ?? "unknown client",
    trusted: initialization["trusted"] !== false,
    initialSettings: initialization["settings"] ?? initialization["patchMail"],
    documentationUrl: url(initialization["documentationUrl"]),
    storageUri: fileUrl(initialization["storageUri"]),
    folders: folders(params),
    canAskSettings: workspace?.configuration === true,
    canRegisterSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    // One that cannot be told to pull again would keep what was said before git's user or a commit was known.
    pullsDiagnostics: text?.diagnostic !== undefined && canRefreshDiagnostics,
    canRefreshDiagnostics,
    canRefreshInlayHints: workspace?.inlayHint?.refreshSupport === true,
    canRefreshCodeLenses: workspace?.codeLens?.refreshSupport === true,
    retriesFullTokens: boolean(initialization["retriesFullTokens"]) ?? isVsCodeLike,
    features: {
      // VS Code announces 5,000 and trims by itself to what its user has set.
      foldingRangeLimit: isVsCodeLike ? null : (text?.foldingRange?.rangeLimit ?? foldLimitOfOtherClients),
      lineFoldingOnly: text?.foldingRange?.lineFoldingOnly === true,
      hoverMarkdown: text?.hover?.contentFormat?.includes("markdown") === true,
      definitionLinks: text?.definition?.linkSupport === true,
      virtualLinks: initialization["virtualLinks"] === true,
      linkTooltips: text?.documentLink?.tooltipSupport === true,
      hierarchicalSymbols: text?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
      hunkTokens: hunkTokens(initialization["hunkTokens"]) ?? (isVsCodeLike ? "markers" : "lines"),
      commands: initialization["commands"] === true,
      snippets: text?.completion?.completionItem?.snippetSupport === true,
    },
  };
}

function folders(params: InitializeParams): readonly string[] {
  if (params.workspaceFolders) return params.workspaceFolders.map((folder) => folder.uri);
  // Older clients (eglot 1.9) know only the root.
  return params.rootUri ? [params.rootUri] : [];
}

function url(value: unknown): string | undefined {
  return typeof value === "string" && /^[a-z][a-z\d+.-]*:\/\/[^\s#]+$/i.test(value) ? value : undefined;
}

function fileUrl(value: unknown): string | undefined {
  const found = url(value);
  return found?.startsWith("file://") === true ? found : undefined;
}

function hunkTokens(value: unknown): "lines" | "markers" | undefined {
  return value === "lines" || value === "markers" ? value : undefined;
}

function boolean(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  // An object's entries are unknown until each is looked at: that is what the type says.
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
