import type { CancellationToken } from "vscode-languageserver";
import { addressText } from "../../core/mail/encodeWords.js";
import { missingRecipients, ownPaths } from "../../features/missingRecipients.js";
import type { Recipient, WantedRecipients } from "../../features/wantedRecipients.js";
import { stopIf } from "../../git/applyModel.js";
import { runOnMail, ScriptError } from "../../git/kernelScripts.js";
import { plainLine } from "../../threads/plainLine.js";
import { exactBytes } from "../patchesToCheck.js";
import type { WorkServices } from "../services.js";
import { readMaintainersOutput } from "./maintainersOutput.js";
import { type ScriptMail, scriptMail } from "./scriptMail.js";
import { type ScriptParams, type ScriptTask, withScript } from "./scriptRun.js";

export interface GetMaintainerResult {
  /** `Missing from the recipients of the patch: Theo Example (maintainer), frost@lists.example.org (open list).` */
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly repository: string;
  /** Who is missing from any of the mails, each once, in the script's order. */
  readonly missing: readonly Recipient[];
  /** The same for `Cc:`: `Name <address>`, each as RFC 5322 has it. */
  readonly addresses: readonly string[];
}

export interface RunGetMaintainerRequests {
  /**
   * `patchMail/runGetMaintainer`: who scripts/get_maintainer.pl of the repository gives for the patch at a place, or for its
   * series and the cover letter of it, and who is not among the recipients; null where there is no patch. The mails get
   * hints. Rejects with a sentence where it cannot run.
   */
  "patchMail/runGetMaintainer"(
    params: ScriptParams,
    token: CancellationToken,
  ): Promise<GetMaintainerResult | null>;
}

export const createRunGetMaintainer = (services: WorkServices): RunGetMaintainerRequests => ({
  "patchMail/runGetMaintainer": (params, token) =>
    withScript(services, "scripts/get_maintainer.pl", "patchMail/runGetMaintainer", params, token, (task) =>
      askAll(services, params, task),
    ),
});

/** Roles, no history of files: that takes minutes, and names whoever touched one once. */
const fixedArguments: readonly string[] = [
  ...["--email", "--roles", "--norolestats", "--nogit", "--nogit-fallback", "--nogit-blame"],
  ...["--nointeractive", "--noscm", "--noweb", "--nostatus", "--nosubsystem", "--multiline"],
];

/** A mail that was looked at, and who it should go to. */
interface Asked {
  readonly uri: string;
  readonly ordinal: number;
  readonly mail: ScriptMail;
  readonly found: WantedRecipients;
}

async function askAll(
  services: WorkServices,
  { scope, isBackground }: ScriptParams,
  { set, ready, token, signal, progress }: ScriptTask,
): Promise<GetMaintainerResult> {
  const asked: Asked[] = [];
  for (const [at, { uri, ordinal }] of set.patches.entries()) {
    stopIf(signal);
    progress(at, set.patches.length);
    const mail = await scriptMail(await exactBytes(services, { uri, index: ordinal }, token));
    if (mail === null) continue;
    const options = { signal, background: isBackground === true };
    const { outcome, errorText, output } = await runOnMail(ready, fixedArguments, mail.input, options);
    if (outcome !== "done")
      throw new ScriptError(`scripts/get_maintainer.pl failed: ${plainLine(errorText, 300)}`);
    const wanted = readMaintainersOutput(output.toString("utf8"));
    asked.push({ uri, ordinal, mail, found: { wanted, paths: ownPaths(mail.message) } });
  }
  const cover = scope === "series" ? set.version?.cover : null;
  if (cover) {
    const mail = await scriptMail(await exactBytes(services, cover, token));
    const wanted = eachOnce(asked.flatMap(({ found }) => found.wanted));
    if (mail !== null)
      asked.unshift({
        uri: cover.uri,
        ordinal: cover.index,
        mail,
        found: { wanted, paths: ownPaths(mail.message) },
      });
  }
  services.recipients.set(asked);
  const short = asked.flatMap(({ mail, found }) => {
    const missing = missingRecipients(mail.document, mail.message, found);
    return missing.length === 0 ? [] : [missing];
  });
  const missing = eachOnce(short.flat());
  return {
    sentence: sentenceOf(missing, short.length, asked.length),
    notes: set.notes.map((note) => plainLine(note, 400)),
    repository: ready.workplace.root,
    missing,
    addresses: missing.map(addressText),
  };
}

const eachOnce = (all: readonly Recipient[]): readonly Recipient[] =>
  [...new Map(all.toReversed().map((one) => [one.address.toLowerCase(), one])).values()].toReversed();

/** Named in the sentence; the hints on the mails name more. */
const maxNamed = 8;

/** `mails`: so many of `total` lack somebody. */
function sentenceOf(missing: readonly Recipient[], mails: number, total: number): string {
  const of = (count: number): string => {
    if (total === 1) return "the patch";
    return count === total ? `all ${total} mails` : `${count} of ${total} mails`;
  };
  if (missing.length === 0)
    return `Everybody whom get_maintainer.pl gives is among the recipients of ${of(total)}.`;
  const named = missing.slice(0, maxNamed).map(({ name, address, role }) => {
    // `maintainer:EXT4 FILE SYSTEM`: of what, the hint says.
    const short = role.split(":")[0] ?? "";
    return plainLine(short === "" ? name || address : `${name || address} (${short})`, 100);
  });
  const more = missing.length > named.length ? ` and ${missing.length - named.length} more` : "";
  return `Missing from the recipients of ${of(mails)}: ${named.join(", ")}${more}.`;
}
