import type { Memento } from "vscode";

/** Mailboxes of this workspace, by URI, the last one first. */
export interface RememberedMailboxes {
  /** Those that are open, and will be again in the next window. */
  readonly open: readonly string[];
  /** Those that were opened lately, open ones too. */
  readonly recent: readonly string[];
  opened(uri: string): void;
  closed(uri: string): void;
  /** It is not there any more. */
  forget(uri: string): void;
}

const openKey = "patchMail.openMailboxes";
const recentKey = "patchMail.recentMailboxes";
const maxOpen = 50;
const maxRecent = 20;

export function rememberMailboxes(state: Memento): RememberedMailboxes {
  const read = (key: string): readonly string[] => state.get<readonly string[]>(key, []);
  const without = (key: string, uri: string): string[] => read(key).filter((one) => one !== uri);
  return {
    get open() {
      return read(openKey);
    },
    get recent() {
      return read(recentKey);
    },
    opened(uri) {
      void state.update(openKey, [uri, ...without(openKey, uri)].slice(0, maxOpen));
      void state.update(recentKey, [uri, ...without(recentKey, uri)].slice(0, maxRecent));
    },
    closed(uri) {
      void state.update(openKey, without(openKey, uri));
    },
    forget(uri) {
      void state.update(openKey, without(openKey, uri));
      void state.update(recentKey, without(recentKey, uri));
    },
  };
}
