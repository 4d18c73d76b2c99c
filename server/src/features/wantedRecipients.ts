/** A person or a list that a patch should go to. */
export interface Recipient {
  /** "" for a list. */
  readonly name: string;
  readonly address: string;
  /** As scripts/get_maintainer.pl says it: `maintainer:EXT4 FILE SYSTEM`, `open list`. */
  readonly role: string;
}

/** Whether a patch is sent to them (`To:`), and not to others' attention alone: reviewers and lists get a copy. */
export const isMaintainer = ({ role }: Recipient): boolean => /^(?:maintainer|supporter)\b/i.test(role);

/** Who a mail should go to, as far as the script was asked. */
export interface WantedRecipients {
  readonly wanted: readonly Recipient[];
  /** Paths of the patch that the script was asked for; empty for a cover letter. */
  readonly paths: readonly string[];
}
