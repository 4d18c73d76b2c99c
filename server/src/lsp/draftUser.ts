import { addressesOfPossibleDrafts } from "../diagnostics/mailState.js";
import type { GitFacts, ParsedDocument } from "../features/feature.js";
import type { Guard } from "./guard.js";

/**
 * git's user, for telling drafts from mail received. Rules never wait for git: the first answer is made without, and
 * the document is diagnosed again where git's answer changes what it is.
 */
export interface DraftUser {
  /**
   * What is known of git's user for the document; null: nothing yet, or nothing at all. Asks git again where the
   * document may hold a draft; for other mail git is never asked.
   */
  addresses(document: ParsedDocument): readonly string[] | null;
  /** The document is closed. */
  forget(uri: string): void;
}

/** `changed` is called when an answer makes a draft of a message, or makes one mail received again. */
export function createDraftUser(
  git: Pick<GitFacts, "user">,
  guard: Guard,
  changed: (uri: string) => void,
): DraftUser {
  const known = new Map<string, string | null>();
  const asked = new Set<string>();

  const ask = async (uri: string, candidates: ReadonlySet<string>): Promise<void> => {
    const before = known.get(uri) ?? null;
    const address = await git.user(uri).finally(() => asked.delete(uri));
    if (!known.has(uri)) return;
    known.set(uri, address);
    const matters = (each: string | null): boolean => each !== null && candidates.has(each.toLowerCase());
    if (address !== before && (matters(address) || matters(before))) changed(uri);
  };

  return {
    addresses(document) {
      const candidates = addressesOfPossibleDrafts(document.model);
      if (candidates.size === 0) return null;
      const { uri } = document;
      const address = known.get(uri) ?? null;
      known.set(uri, address);
      if (!asked.has(uri)) {
        asked.add(uri);
        guard.run("git's user", { uri }, () => ask(uri, candidates));
      }
      return address === null ? null : [address];
    },
    forget(uri) {
      known.delete(uri);
    },
  };
}
