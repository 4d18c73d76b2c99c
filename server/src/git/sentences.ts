/**
 * What the user is told where git cannot answer. Plain sentences; the place is a repository's path, never mail text.
 */
export const sentences = {
  untrusted:
    "Git does not run in an untrusted workspace. Trust the workspace to see what the repository knows.",
  noGit: "Git is not installed or not on the PATH, so the repository cannot be asked.",
  noRepository:
    "There is no git repository here. Open the mail beside a repository, or name one in the setting patchMail.repositories.",
  notAHash: "This is not a hash: 4 to 64 hexadecimal digits are needed.",
  tooLate: "Git did not answer in time.",
  stopped: "The server is stopping.",
  configuredGone: (path: string) => `There is no git repository at ${path} (setting patchMail.repositories).`,
  gone: (path: string) => `The repository ${path} is gone.`,
  foreign: (path: string) =>
    `Git does not read ${path}, since it belongs to another user (safe.directory in git-config(1)).`,
  tooOld: "Git is older than 2.36, which has no `cat-file --batch-command`.",
  notReadable: (path: string) => `Git cannot read the repository ${path}.`,
  partial: (path: string, hash: string) =>
    `${path} is a partial clone without ${hash}. Patch Mail never fetches: \`git fetch\` it yourself to see more.`,
  partialDetail:
    "The repository is a partial clone that lacks objects of this commit, so its changes are not counted.",
  shallow: (path: string) => `The history of ${path} is cut (a shallow clone): older commits are not in it.`,
  shallowDetail: "The repository is a shallow clone: tags and later fixes may be missing.",
  fixesCut: "Not all of the history was searched for later fixes.",
  noCommit: (hash: string, path: string) => `${path} has no commit ${hash}.`,
  noBlob: (hash: string, path: string) => `${path} has no blob ${hash}.`,
  otherType: (hash: string, type: string, path: string) => `${hash} is a ${type} in ${path}.`,
  tooLarge: (hash: string) => `The commit ${hash} is too large to be shown.`,
  ended: (path: string, reason: string) =>
    reason === "" ? `Git ended unexpectedly in ${path}.` : `Git ended in ${path}: ${reason}`,
} as const;
