import { diagnose } from "../diagnostics/diagnose.js";
import type { MailLookup } from "../features/feature.js";
import type { Applies } from "./applies.js";
import type { Diagnose } from "./diagnosticsService.js";
import type { DraftUser } from "./draftUser.js";

/**
 * The rules' diagnostics, with the levels of the settings, the other mail of the thread and git's user; linked to their
 * documentation where the client has it.
 */
export function diagnoseWith(
  mail: MailLookup,
  user: DraftUser,
  documentationUrl: string | undefined,
): Diagnose {
  return (parsed, settings) =>
    diagnose(parsed, {
      levels: settings.diagnostics.rules,
      thread: (messageId) => mail.thread(messageId),
      userAddresses: user.addresses(parsed),
      documentationUrl,
      hasDecodedViews: true,
    });
}

/** With what checks against a repository have found, as far as there were any. */
export function withApplies(rules: Diagnose, applies: Pick<Applies, "diagnostics">): Diagnose {
  return (parsed, settings) => [...rules(parsed, settings), ...applies.diagnostics(parsed, settings)];
}
