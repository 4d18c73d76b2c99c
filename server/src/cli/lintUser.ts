import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { addressesOfPossibleDrafts } from "../diagnostics/mailState.js";
import type { ParsedDocument } from "../features/feature.js";
import { createGitRoom } from "../git/gitFacts.js";

/** git's user in a folder, that where the command runs; git is asked once, and only where a document may be a draft. */
export function createLintUser(
  environment: NodeJS.ProcessEnv,
  folder: string,
): (document: ParsedDocument) => Promise<readonly string[] | null> {
  let asked: Promise<string | null> | undefined;
  const ask = async (): Promise<string | null> => {
    const git = createGitRoom({
      trusted: () => true,
      repositories: () => [],
      folders: () => [],
      environment,
    });
    try {
      // A file of that folder, whether there is one or not.
      return await git.user(pathToFileURL(join(folder, "mail")).href);
    } finally {
      git.dispose();
    }
  };
  return async ({ model }) => {
    if (addressesOfPossibleDrafts(model).size === 0) return null;
    const address = await (asked ??= ask());
    return address === null ? null : [address];
  };
}
