import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import type { Feature, FeatureContext, LateFeature } from "../features/feature.js";
import { documentUri } from "../protocol/documentUri.js";
import type { DocumentStore } from "./documents.js";
import type { Guard, Subject } from "./guard.js";
import type { Session } from "./session.js";

/** A feature of the table; each knows its own params and result. */
export type AnyFeature = Feature<unknown, unknown>;

/**
 * Above so many lines all tokens are answered ServerCancelled where the client takes that: VS Code then goes on asking
 * for the visible range, which is all that a screen shows. After an answer it would ask for all after each edit.
 */
const maxLinesOfFullTokens = 20_000;

/** The running server, as its requests see it. */
export interface RequestRoom {
  readonly guard: Guard;
  /** @throws ResponseError where there is no session */
  current(): Session;
  /** What the params name, for the log. */
  subject(params: unknown): Subject;
}

/** Answers the feature's method: the table's features differ in nothing else. */
export function registerFeature(connection: Connection, feature: AnyFeature, room: RequestRoom): void {
  const { method } = feature;
  onRequest(connection, method, room, (params, token, session) => answer(feature, params, token, session));
}

/** The same for a feature that is loaded by its first request (features/lateFeatures.ts). */
export function registerLateFeature(connection: Connection, method: string, room: RequestRoom): void {
  onRequest(connection, method, room, async (params, token, session) => {
    const feature = await session.lateFeature(method);
    return feature === undefined ? null : await answer(feature, params, token, session);
  });
}

/** Answers a method behind the guard, between `initialize` and `shutdown`; whatever a client sends as its params. */
export function onRequest(
  connection: Connection,
  method: string,
  room: RequestRoom,
  handle: (params: unknown, token: CancellationToken, session: Session) => unknown,
): void {
  // vscode-jsonrpc leaves params out that the client left out, and spreads a list: the token comes last.
  connection.onRequest(method, (...given: [...params: unknown[], token: CancellationToken]) => {
    const token = given[given.length - 1] as CancellationToken;
    const params = given.length === 2 ? given[0] : undefined;
    return room.guard.request(method, room.subject(params), token, () =>
      handle(params, token, room.current()),
    );
  });
}

async function answer(
  feature: LateFeature<unknown, unknown>,
  params: unknown,
  token: CancellationToken,
  session: Session,
): Promise<unknown> {
  const { documents, client } = session;
  const uri = documentUri(params);
  if (uri === undefined) {
    throw new ResponseError(ErrorCodes.InvalidParams, `${feature.method} needs textDocument.uri`);
  }
  const version = documents.version(uri);
  const settings = await session.settings.of(uri);
  refuseOldVersion(feature, documents, uri, version);
  const context: FeatureContext = {
    options: {
      ...client.features,
      archiveUrl: settings.archiveUrl,
      lineNumbers: settings.lineNumbers,
      codeLens: settings.codeLens,
      formatWidth: settings.format.width,
      preset: settings.diagnostics.preset,
    },
    git: session.git,
    commits: session.commitSource,
    mail: session.mail,
    tree: session.tree,
    comments: session.comments,
    recipients: session.recipients,
    finder: session.finder,
    findings: session.findings,
    stateOptions: (document) => session.stateOptions(document, settings),
    turns: session.turns,
    writing: session.writing,
    tell: session.tell,
    token,
  };
  if (feature.isOff?.(context.options) === true) return null;
  const lines = feature.handleLines && !token.isCancellationRequested ? documents.lines(uri) : undefined;
  if (lines !== undefined) return feature.handleLines?.(lines, params, context);
  if (feature.isIdle !== undefined && !token.isCancellationRequested) {
    const typed = documents.lines(uri);
    if (typed !== undefined && feature.isIdle(typed, params)) return null;
  }
  const analysis = token.isCancellationRequested ? undefined : documents.analysis(uri);
  if (analysis === undefined) return null;
  const { parsed } = analysis;
  // The lookups clamp a position to the text: behind the analysed part of an oversized document that would mislead.
  const isOfProtocol = feature.method.startsWith("textDocument/");
  if (isOfProtocol && analysis.notice !== null && isBehind(parsed.model.lines.count, params)) return null;
  if (
    feature.method === "textDocument/semanticTokens/full" &&
    client.retriesFullTokens &&
    parsed.model.lines.count > maxLinesOfFullTokens
  ) {
    throw new ResponseError(LSPErrorCodes.ServerCancelled, "The document is long: ask for a range.");
  }
  const result = await feature.handle(parsed, params, context);
  refuseOldVersion(feature, documents, uri, version);
  return result;
}

/** A result whose positions are those of a text that is gone misleads: the client asks again. */
function refuseOldVersion(
  feature: LateFeature<unknown, unknown>,
  documents: DocumentStore,
  uri: string,
  version: number | undefined,
): void {
  if (documents.version(uri) === version) return;
  throw new ResponseError(
    LSPErrorCodes.ContentModified,
    `${feature.method}: the document has changed meanwhile.`,
  );
}

/** Whether the params name a position behind the last of so many lines. */
function isBehind(lineCount: number, params: unknown): boolean {
  if (typeof params !== "object" || params === null || !("position" in params)) return false;
  const { position } = params;
  if (typeof position !== "object" || position === null || !("line" in position)) return false;
  return typeof position.line === "number" && position.line >= lineCount - 1;
}

/** `params.previousResultId` of a pull for diagnostics; undefined where there is none. */
export function previousResultId(params: unknown): string | undefined {
  if (typeof params !== "object" || params === null || !("previousResultId" in params)) return undefined;
  return typeof params.previousResultId === "string" ? params.previousResultId : undefined;
}
