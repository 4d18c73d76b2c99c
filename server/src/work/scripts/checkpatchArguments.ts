/** Options of checkpatch that a setting may give: they choose what is told, and name no file and no program. */
const allowed =
  /^--(?:strict|subjective|no-signoff|no-tree|(?:ignore|types)=[A-Z0-9_,]{1,2000}|(?:max-line-length|min-conf-desc-length|tab-size)=\d{1,4})$/;

const maxArguments = 50;

/** Those of the setting `patchMail.checkpatch.arguments` that may be given, and those that may not. */
export function checkpatchArguments(setting: readonly string[]): {
  readonly given: readonly string[];
  readonly refused: readonly string[];
} {
  const own = setting.slice(0, maxArguments);
  return {
    given: own.filter((each) => allowed.test(each)),
    refused: own.filter((each) => !allowed.test(each)),
  };
}

/** What is always given: reports with their types, no summary, and nothing of what a `.checkpatch.conf` may ask for that writes or hides. */
export const fixedArguments: readonly string[] = [
  ...["--mailback", "--show-types", "--no-summary", "--no-summary-file"],
  ...["--no-terse", "--no-emacs", "--no-showfile", "--no-list-types"],
  ...["--no-file", "--no-git", "--no-fix", "--no-fix-inplace"],
];
