import {
  CodeLensRefreshRequest,
  type Connection,
  InlayHintRefreshRequest,
  MessageType,
  ShowMessageNotification,
} from "vscode-languageserver";
import type { ParseResult } from "../core/model.js";
import type { CheckpatchedMessage } from "../diagnostics/checkpatch/diagnostics.js";
import type { StateOptions } from "../diagnostics/mailState.js";
import type { CommitSource } from "../features/commitSource.js";
import type {
  CommentLookup,
  FeatureContext,
  FindingsOf,
  GitFacts,
  LateFeature,
  LocalTree,
  MailLookup,
  ParsedDocument,
  Turns,
} from "../features/feature.js";
import type { Finder } from "../features/finder.js";
import type { WantedRecipients } from "../features/wantedRecipients.js";
import type { WritingHelp } from "../features/writing.js";
import { isMailStoreError } from "../mailboxes/mailStore.js";
import { defaultSourceLimits } from "../mailboxes/sourceLimits.js";
import { virtualPlace } from "../protocol/virtualPlace.js";
import type { Settings } from "../settings.js";
import type { Forest } from "../threads/forest.js";
import type { WorkRequests } from "../work/index.js";
import type { WorkServices } from "../work/services.js";
import { createApplies } from "./applies.js";
import { createAppliesOnOpen } from "./appliesOnOpen.js";
import { createCheckpatchOnSave } from "./checkpatchOnSave.js";
import type { ClientFacts } from "./clientFacts.js";
import { diagnoseWith } from "./diagnose.js";
import { createDiagnosticsService, type Diagnose, type DiagnosticsService } from "./diagnosticsService.js";
import { createDocumentStore, type DocumentStore, openMessageBytes } from "./documents.js";
import { createDraftUser } from "./draftUser.js";
import { createFacts, type FactsRequests } from "./factsService.js";
import { createFinderForward } from "./finderForward.js";
import type { Guard } from "./guard.js";
import type { GitAccess, Host, Log, Timer } from "./host.js";
import { lazily } from "./lazily.js";
import { type LazyRequests, lazyRequests } from "./lazyRequests.js";
import { createMailboxes, type MailboxRequests } from "./mailboxRequests.js";
import { createMailResults } from "./mailResults.js";
import { createMailState, type MailStateRequests, stateOptions } from "./mailStateRequest.js";
import { createNamedCommits } from "./namedCommits.js";
import { createPatchComments } from "./patchComments.js";
import { createReadRequests, type ReadRequests } from "./readRequests.js";
import { createReadState } from "./readState.js";
import { noFacts, seriesFunctions } from "./seriesFunctions.js";
import { createSeriesRequests, type SeriesRequests } from "./seriesRequests.js";
import { createSeriesService } from "./seriesService.js";
import { createSettingsStore, type SettingsStore } from "./settingsStore.js";
import { createThreads, messageAt, type ThreadsRequests } from "./threadsRequests.js";
import { createThreadsViews } from "./threadsViews.js";
import { type TrustedGit, trustedGit } from "./trust.js";
import { createUserIdentity } from "./userIdentity.js";
import { type ViewRequests, viewMethods } from "./viewRequests.js";
import { workMethods } from "./workRequests.js";
import { createWritingForward } from "./writingForward.js";

/** Everything between `initialize` and `shutdown`. */
export interface Session {
  readonly client: ClientFacts;
  readonly documents: DocumentStore;
  readonly settings: SettingsStore;
  readonly diagnostics: DiagnosticsService;
  readonly git: GitFacts;
  readonly commitSource: CommitSource;
  readonly mail: MailLookup;
  readonly tree: LocalTree;
  readonly comments: CommentLookup;
  readonly recipients: NonNullable<FeatureContext["recipients"]>;
  readonly finder: Finder;
  /** A document was saved. */
  saved(uri: string): void;
  readonly writing: WritingHelp;
  /** Shows the user a sentence. */
  tell(sentence: string): void;
  readonly ownRequests: ThreadsRequests &
    ReadRequests &
    SeriesRequests &
    MailboxRequests &
    FactsRequests &
    MailStateRequests &
    LazyRequests<ViewRequests> &
    LazyRequests<WorkRequests>;
  /** What the rules say of a text at the place of a document, with its settings. */
  readonly findings: FindingsOf;
  /** What decides whether messages of the document are drafts. */
  stateOptions(document: ParsedDocument, settings: Settings): StateOptions;
  readonly turns: Turns;
  /** A feature that is loaded by its first request (features/lateFeatures.ts). */
  lateFeature(method: string): Promise<LateFeature<unknown, unknown> | undefined>;
  /** `completionItem/resolve`: tells more of an item. */
  resolveCompletion(item: unknown): Promise<unknown>;
  /** Those of all mail. */
  threads(): Forest;
  settingsChanged(pushed: unknown): void;
  foldersChanged(added: readonly string[], removed: readonly string[]): void;
  trustGranted(): void;
  dispose(): void;
}

export interface SessionParts {
  parse(text: string): ParseResult;
  /** undefined: the rules. */
  readonly diagnose: Diagnose | undefined;
}

const mailMilliseconds = 1000;
const noFactsRequests: FactsRequests = {
  "patchMail/readBodies": () => null,
  "patchMail/stopReadingBodies": () => null,
};
/** The bundler makes a file of its own of each of these rooms (scripts/build.mjs). */
const loadWork = () => import("../work/index.js");
const loadRules = () => import("../diagnostics/index.js");
const loadDecoder = () => import("../decoder/index.js");
const noTree: LocalTree = { find: () => Promise.resolve(null) };

export function createSession(
  connection: Connection,
  host: Host,
  log: Log,
  guard: Guard,
  client: ClientFacts,
  parts: SessionParts,
): Session {
  let folders = client.folders;
  const documents = createDocumentStore(parts.parse);
  const show = (type: MessageType, message: string): void =>
    guard.run("showMessage", {}, () =>
      connection.sendNotification(ShowMessageNotification.type, { type, message }),
    );
  const settings = createSettingsStore({
    ask: client.canAskSettings
      ? (scopeUri) => connection.workspace.getConfiguration({ scopeUri, section: "patchMail" })
      : undefined,
    initial: client.initialSettings,
    warn(sentence) {
      log.warn(sentence);
      show(MessageType.Warning, sentence);
    },
    clock: host.clock,
    log,
  });
  const access: GitAccess = {
    settings(uri) {
      const known = settings.known(uri);
      return { path: known.git.path, repositories: known.repositories };
    },
    trusted: () => git.trusted,
    folders: () => folders,
    log,
  };
  const git: TrustedGit = trustedGit(host, access, client.trusted);
  const tree = host.createTree?.(access) ?? noTree;
  const applies = createApplies();
  const outdated = (uris: readonly string[]): void => {
    for (const each of documents.uris())
      if (uris.includes(virtualPlace(each)?.textDocument.uri ?? each)) diagnostics.outdated(each);
  };
  const checkpatch = createMailResults<CheckpatchedMessage>(outdated);
  const recipients = createMailResults<WantedRecipients>(outdated);
  const draftUser = createDraftUser(git, guard, (uri) => diagnostics.outdated(uri));
  const commits = createNamedCommits(git.commits, guard, host.clock, (uri) => diagnostics.outdated(uri));
  const { documentationUrl } = client;
  const rules = lazily(
    async () =>
      parts.diagnose ??
      diagnoseWith(await loadRules(), {
        mail: host.mail,
        user: draftUser,
        commits,
        applies,
        checkpatch,
        recipients,
        hasDecodedViews: client.features.commands,
        documentationUrl,
      }),
  );
  const diagnostics: DiagnosticsService = createDiagnosticsService({
    documents,
    settings,
    guard,
    clock: host.clock,
    rules,
    documentationUrl,
    publish: client.pullsDiagnostics
      ? undefined
      : (params) =>
          guard.run("publishDiagnostics", { uri: params.uri }, () => connection.sendDiagnostics(params)),
    refresh: client.canRefreshDiagnostics
      ? () => guard.run("refreshDiagnostics", {}, () => connection.languages.diagnostics.refresh())
      : undefined,
  });
  const cache =
    client.storageUri === undefined
      ? undefined
      : host.createCache?.(client.storageUri, (sentence) => log.warn(sentence));
  const mailboxes = createMailboxes({
    cache,
    notmuch: host.notmuch,
    trusted: () => git.trusted,
    connection,
    mail: host.mail,
    store: host.mailboxes,
    parse: parts.parse,
    clock: host.clock,
    guard,
    async limits(uri) {
      const { messages, unpackedMegabytes } = (await settings.of(uri)).limits;
      return { ...defaultSourceLimits, messages, unpackedBytes: unpackedMegabytes * 1024 * 1024 };
    },
  });
  const facts =
    host.mailboxes === undefined || host.makeFacts === undefined
      ? undefined
      : createFacts({
          connection,
          mail: host.mail,
          documents,
          mailboxes,
          store: host.mailboxes,
          cache,
          clock: host.clock,
          guard,
          log,
          makeFacts: host.makeFacts,
        });
  const user = createUserIdentity({
    settings,
    git,
    tree,
    store: host.files,
    folders: () => folders,
    clock: host.clock,
    guard,
    changed: () => views.changed(),
  });
  const read = createReadState(({ fromAddress }) => user.addresses().includes(fromAddress.toLowerCase()));
  const series = createSeriesService({
    mail: host.mail,
    facts: facts ?? noFacts,
    functions: seriesFunctions,
    clock: host.clock,
  });
  const comments = createPatchComments({
    mail: host.mail,
    series,
    clock: host.clock,
    changed: () => {
      if (client.canRefreshCodeLenses)
        guard.run("refreshCodeLenses", {}, () => connection.sendRequest(CodeLensRefreshRequest.type));
    },
  });
  const views = createThreadsViews({ mail: host.mail, series, read, user, clock: host.clock, applies });
  const ofMail = { connection, documents, mail: host.mail, clock: host.clock, guard };
  const threads = createThreads({
    views,
    mailboxes,
    facts,
    connection,
    documents,
    mail: host.mail,
    store: host.files,
    parse: parts.parse,
    clock: host.clock,
    guard,
    log,
  });
  const workServices: WorkServices = {
    ...ofMail,
    settings,
    series,
    git,
    tree,
    store: host.mailboxes,
    log,
    parse: parts.parse,
    readable: async (bytes) => (await loadDecoder()).readableMessage(bytes),
    exactPatch: async (bytes) => (await loadDecoder()).exactPatch(bytes),
    applies,
    checkpatch,
    recipients,
    messageAt: (params) => messageAt(ofMail, params),
    async bytesOf({ uri, index }, token) {
      const open = openMessageBytes(documents, uri, index);
      return open ?? (await mailboxes.message(uri, index, () => token.isCancellationRequested));
    },
    storedBytesOf: ({ uri, index }, token) =>
      mailboxes.message(uri, index, () => token.isCancellationRequested),
    async factsNow(summary, token) {
      const known = series.factsOf(summary);
      if (known !== undefined || host.makeFacts === undefined) return known ?? null;
      try {
        return await host.makeFacts(await workServices.bytesOf(summary, token));
      } catch (error) {
        if (isMailStoreError(error)) return null;
        throw error;
      }
    },
  };
  /** The setting is one for the window; a client that wants to know of which document is told one. */
  const useThreadOptions = async (): Promise<void> => {
    const uri = documents.uris()[0] ?? folders[0];
    const { bySubject } = (uri === undefined ? settings.known() : await settings.of(uri)).threads;
    host.mail.setThreadOptions({ bySubject });
  };
  let mailTimer: Timer | undefined;
  const forgetMail = host.mail.listen(() => {
    // Mail arrives file by file; the rules that look at other mail wait for a pause.
    mailTimer ??= host.clock.schedule(mailMilliseconds, () => {
      mailTimer = undefined;
      guard.run("diagnostics", {}, () => diagnostics.outdated());
    });
  });
  applies.listen((uris) => {
    outdated(uris);
    views.changed();
  });
  const work = lazyRequests(workMethods, async () => (await loadWork()).createWork(workServices));
  const onOpen = createAppliesOnOpen({
    documents,
    settings,
    clock: host.clock,
    guard,
    trusted: () => git.trusted,
    check: (params, token) => work["patchMail/checkApplies"](params, token),
  });
  const onSave = createCheckpatchOnSave({
    documents,
    settings,
    guard,
    trusted: () => git.trusted,
    check: (params, token) => work["patchMail/runCheckpatch"](params, token),
  });
  documents.listen((event, uri) => {
    if (event === "change") {
      applies.drop(uri);
      checkpatch.drop(uri);
    }
    // Asked ahead, so that the first request finds the answer there.
    if (event === "open") void settings.of(uri).then(useThreadOptions);
    if (event === "close") {
      settings.forget(uri);
      draftUser.forget(uri);
      commits.forget(uri);
    }
  });

  return {
    client,
    documents,
    settings,
    diagnostics,
    git,
    commitSource: git.commits,
    mail: host.mail,
    tree,
    comments,
    recipients(uri, index) {
      const place = virtualPlace(uri);
      return recipients.of(place?.textDocument.uri ?? uri, place?.ordinal ?? index);
    },
    saved: (uri) => onSave.saved(uri),
    finder: createFinderForward(async () => (await loadWork()).createFinder(workServices)),
    writing: createWritingForward(async () => (await loadWork()).createWriting(workServices), host.clock),
    tell: (sentence) => show(MessageType.Info, sentence),
    ownRequests: {
      ...threads.requests,
      ...createReadRequests(ofMail, views, read),
      ...createSeriesRequests(ofMail, series, views, applies),
      "patchMail/mailFiles": (params, token) => {
        // Not waited for: where the answer changes something, the view is told.
        void useThreadOptions();
        return threads.requests["patchMail/mailFiles"](params, token);
      },
      ...mailboxes.requests,
      ...(facts?.requests ?? noFactsRequests),
      ...createMailState({ documents, settings, user: draftUser }),
      ...lazyRequests(viewMethods, async () =>
        (await loadDecoder()).createViews(host.files, mailboxes.message),
      ),
      ...work,
    },
    lateFeature: async (method) => (await loadRules()).lateFeatures.find((each) => each.method === method),
    findings: async (document, limit) => (await rules())(document, await settings.of(document.uri), limit),
    stateOptions: (document, { diagnostics: own }) => stateOptions(document, draftUser, own),
    turns: {
      next: () => new Promise<void>((resolve) => void host.clock.schedule(0, resolve)),
      now: () => host.clock.now(),
    },
    resolveCompletion: async (item) => (await loadRules()).resolvedCompletion(item, git),
    threads: host.mail.forest,
    settingsChanged(pushed) {
      settings.changed(pushed);
      user.outdated();
      void useThreadOptions();
      diagnostics.outdated();
      if (client.canRefreshInlayHints)
        guard.run("refreshInlayHints", {}, () => connection.sendRequest(InlayHintRefreshRequest.type));
      if (client.canRefreshCodeLenses)
        guard.run("refreshCodeLenses", {}, () => connection.sendRequest(CodeLensRefreshRequest.type));
    },
    foldersChanged(added, removed) {
      folders = [...folders.filter((folder) => !removed.includes(folder)), ...added];
    },
    trustGranted() {
      git.grant();
      log.info("The workspace is trusted now: git may be asked.");
      diagnostics.outdated();
    },
    dispose() {
      onOpen.dispose();
      onSave.dispose();
      forgetMail();
      threads.dispose();
      comments.dispose();
      series.dispose();
      facts?.dispose();
      mailTimer?.cancel();
      commits.dispose();
      diagnostics.dispose();
      git.dispose();
    },
  };
}
