import type { CheckpatchedMessage } from "../diagnostics/checkpatch/diagnostics.js";
import type { MailLookup } from "../features/feature.js";
import type { WantedRecipients } from "../features/wantedRecipients.js";
import { virtualPlace } from "../protocol/virtualPlace.js";
import type { Applies } from "./applies.js";
import type { Diagnose } from "./diagnosticsService.js";
import type { DraftUser } from "./draftUser.js";
import type { MailResults } from "./mailResults.js";
import { stateOptions } from "./mailStateRequest.js";
import type { NamedCommits } from "./namedCommits.js";

/** The room of the rules, once it is loaded. */
export type RulesRoom = Pick<
  typeof import("../diagnostics/index.js"),
  "diagnose" | "applyDiagnostics" | "recipientDiagnostics" | "withCheckpatch"
>;

export interface DiagnoseServices {
  readonly mail: MailLookup;
  readonly user: DraftUser;
  readonly commits: Pick<NamedCommits, "lookup">;
  /** What checks against a repository have found. */
  readonly applies: Pick<Applies, "of">;
  readonly checkpatch: Pick<MailResults<CheckpatchedMessage>, "of">;
  readonly recipients: Pick<MailResults<WantedRecipients>, "of">;
  /** The client shows encoded messages decoded: it has the commands of our VS Code extension. */
  readonly hasDecodedViews: boolean;
  /** Where docs/diagnostics.md is, if the client has it. */
  readonly documentationUrl: string | undefined;
}

/**
 * The rules' diagnostics, with the levels of the settings, the other mail of the thread and git's user, the commits that mail
 * names, and what checks against a repository have found, as far as there were any.
 */
export function diagnoseWith(room: RulesRoom, services: DiagnoseServices): Diagnose {
  const { mail, user, commits, applies, checkpatch, recipients, documentationUrl, hasDecodedViews } =
    services;
  return (parsed, { diagnostics, checkpatch: { arguments: given } }, limit) => {
    const options = { levels: diagnostics.rules, preset: diagnostics.preset, documentationUrl };
    const place = virtualPlace(parsed.uri);
    const uri = place?.textDocument.uri ?? parsed.uri;
    const ordinal = (index: number): number => place?.ordinal ?? index;
    const ours = [
      ...room.diagnose(parsed, {
        ...options,
        thread: (messageId) => mail.thread(messageId),
        ...stateOptions(parsed, user, diagnostics),
        commits: commits.lookup(parsed),
        hasDecodedViews,
        ...(limit === undefined ? {} : { limit, mostOfRule: limit }),
      }),
      ...room.applyDiagnostics(parsed, {
        ...options,
        checked: (index) => applies.of(uri, ordinal(index)),
      }),
      ...room.recipientDiagnostics(parsed, {
        ...options,
        wanted: (index) => recipients.of(uri, ordinal(index)),
      }),
    ];
    return room.withCheckpatch(parsed, ours, (index) => checkpatch.of(uri, ordinal(index)), given);
  };
}
