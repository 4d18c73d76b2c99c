/** Git makes no name up where none is set. */
const strictIdentity = ["-c", "user.useConfigOnly=true"];

/**
 * Before `am`, each time: `apply.whitespace=fix` would make other lines than those that were confirmed, `error` and the other
 * values would refuse them or say so. (`git am --continue` takes no such options itself.)
 */
export const amSettings: readonly string[] = [
  ...strictIdentity,
  ...["-c", "apply.whitespace=nowarn"],
  ...["-c", "apply.ignoreWhitespace=no"],
];

/**
 * `git am` of an mbox of ours, whatever the user's settings are for mail that is read otherwise (`mailinfo.scissors`,
 * `mailinfo.quotedCr`, `am.keepcr`, `am.messageid`, `am.threeWay`): what was shown and confirmed is what becomes a commit. A
 * CR that belongs to a line is quoted-printable in our mbox, all others are none of ours. Git keeps them for `--continue`.
 * Whether commits are signed (`commit.gpgsign`) stays the user's wish, within the time that a run has.
 */
export const amArguments: readonly string[] = [
  "am",
  "--3way",
  "--patch-format=mbox",
  "--no-scissors",
  "--quoted-cr=nowarn",
  "--no-keep-cr",
  "--no-message-id",
  "--empty=stop",
  "--whitespace=nowarn",
];

/** Signing may ask for a passphrase in a window that nobody sees. */
export const amMs = 600_000;
/** A kernel's working tree is written. */
export const checkoutMs = 600_000;
/** For git to take its lock files away. */
export const graceMs = 10_000;
