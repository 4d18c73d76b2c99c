import { diagnose } from "../diagnostics/diagnose.js";
import type { MailLookup } from "../features/feature.js";
import type { Diagnose } from "./diagnosticsService.js";

/** The rules' diagnostics, with the levels of the settings and the other mail of the thread. */
export function diagnoseWith(mail: MailLookup): Diagnose {
  return (parsed, settings) =>
    diagnose(parsed, {
      levels: settings.diagnostics.rules,
      thread: (messageId) => mail.thread(messageId),
    });
}
