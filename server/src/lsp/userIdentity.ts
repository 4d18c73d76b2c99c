import type { GitFacts, LocalTree } from "../features/feature.js";
import type { MailStore } from "../mailboxes/mailStore.js";
import { textOfFile } from "../mailboxes/textOfFile.js";
import { type HoldsFile, maintainedFiles } from "../threads/maintainers.js";
import { readKey } from "../threads/readKeys.js";
import type { Guard } from "./guard.js";
import type { Clock } from "./host.js";
import type { SettingsStore } from "./settingsStore.js";

/** Who the user is, for "me" in filters: asked for in the background, known when the answers have come. */
export interface UserIdentity {
  /** Addresses in lower case: the setting's, else git's. */
  addresses(): readonly string[];
  /** Whether a MAINTAINERS file at hand gives a file to the user. */
  readonly holdsFile: HoldsFile;
  /** The settings have changed: asked again at the next question. */
  outdated(): void;
}

export interface IdentityParts {
  readonly settings: Pick<SettingsStore, "known" | "of">;
  readonly git: Pick<GitFacts, "user">;
  readonly tree: LocalTree;
  readonly store: MailStore;
  readonly folders: () => readonly string[];
  readonly clock: Clock;
  readonly guard: Guard;
  /** An answer is another than the one before. */
  changed(): void;
}

/** An answer is good for so long; then it is asked for again, at the next question. */
const answerMilliseconds = 60_000;
/** The kernel's has 1 MB. */
const maxMaintainersBytes = 8 * 1024 * 1024;

export function createUserIdentity(parts: IdentityParts): UserIdentity {
  const { settings, clock, guard } = parts;
  let addresses: readonly string[] = [];
  let holds: HoldsFile | null = null;
  let heldFor = "";
  let askedAddresses = Number.NEGATIVE_INFINITY;
  let askedFiles = Number.NEGATIVE_INFINITY;

  const askAddresses = async (): Promise<void> => {
    const [folder] = parts.folders();
    const { me } = folder === undefined ? settings.known() : await settings.of(folder);
    const own = me.length > 0 ? me : [(await parts.git.user(folder ?? "untitled:mail")) ?? ""];
    const found = own.map((each) => each.trim().toLowerCase()).filter((each) => each !== "");
    if (found.join() === addresses.join()) return;
    addresses = found;
    askedFiles = Number.NEGATIVE_INFINITY;
    parts.changed();
  };
  const askFiles = async (): Promise<void> => {
    const asked = addresses;
    const [folder] = parts.folders();
    // Any file of the folder will do: the tree looks in all folders and repositories.
    const uri = folder === undefined ? null : await parts.tree.find(`${folder}/mail.eml`, "MAINTAINERS");
    const text = uri === null ? null : await textOfFile(parts.store, uri, maxMaintainersBytes);
    const key = readKey(`${asked.join()}\n${text ?? ""}`);
    if (key === heldFor) return;
    heldFor = key;
    holds = maintainedFiles(text ?? "", asked);
    parts.changed();
  };
  const known = (): readonly string[] => {
    if (clock.now() - askedAddresses >= answerMilliseconds) {
      askedAddresses = clock.now();
      guard.run("who the user is", {}, askAddresses);
    }
    return addresses;
  };
  return {
    addresses: known,
    holdsFile(path) {
      if (known().length > 0 && clock.now() - askedFiles >= answerMilliseconds) {
        askedFiles = clock.now();
        guard.run("MAINTAINERS", {}, askFiles);
      }
      return holds?.(path) ?? false;
    },
    outdated() {
      askedAddresses = Number.NEGATIVE_INFINITY;
    },
  };
}
