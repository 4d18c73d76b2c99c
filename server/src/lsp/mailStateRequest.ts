import { mailState, type StateOfMail, type StateOptions } from "../diagnostics/mailState.js";
import type { Preset } from "../diagnostics/rule.js";
import type { ParsedDocument } from "../features/feature.js";
import { documentUri } from "../protocol/documentUri.js";
import { virtualPlace } from "../protocol/virtualPlace.js";
import type { Settings } from "../settings.js";
import type { DocumentStore } from "./documents.js";
import type { DraftUser } from "./draftUser.js";
import type { SettingsStore } from "./settingsStore.js";

/** `patchMail/mailState`: what the messages of an open document are to the rules, and by whose customs these go. */
export interface MailStateParams {
  readonly textDocument: { readonly uri: string };
}

export interface MailStateResult {
  readonly preset: Preset;
  readonly messages: number;
  readonly drafts: number;
  /** What the first draft is, else the first message, and why. */
  readonly first: StateOfMail;
}

export const mailStateMethods = ["patchMail/mailState"] as const;

export interface MailStateRequests {
  /** null: the document is not open, or holds no mail. */
  "patchMail/mailState"(params: MailStateParams): Promise<MailStateResult | null>;
}

export interface MailStateServices {
  readonly documents: DocumentStore;
  readonly settings: SettingsStore;
  readonly user: Pick<DraftUser, "addresses">;
}

export function createMailState({ documents, settings, user }: MailStateServices): MailStateRequests {
  return {
    async "patchMail/mailState"(params) {
      const uri = documentUri(params);
      if (uri === undefined) return null;
      const { diagnostics } = await settings.of(uri);
      const parsed = documents.analysis(uri)?.parsed;
      if (parsed === undefined) return null;
      const options = stateOptions(parsed, user, diagnostics);
      const states = parsed.model.messages.map((message) => mailState(parsed, message, options));
      const drafts = states.filter(({ state }) => state === "draft");
      const first = drafts[0] ?? states[0];
      if (first === undefined) return null;
      return { preset: diagnostics.preset, messages: states.length, drafts: drafts.length, first };
    },
  };
}

/** What decides whether messages of a document are drafts; git is asked for its user only where that matters. */
export function stateOptions(
  parsed: ParsedDocument,
  user: Pick<DraftUser, "addresses">,
  { mailIs, draftFolders }: Settings["diagnostics"],
): StateOptions {
  return {
    mailIs,
    draftFolders,
    placeUri: virtualPlace(parsed.uri)?.textDocument.uri ?? parsed.uri,
    userAddresses: mailIs === "auto" ? user.addresses(parsed) : null,
  };
}
