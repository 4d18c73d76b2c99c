import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { commitLookups, keyOf } from "../diagnostics/commitLookups.js";
import { type DiagnoseOptions, diagnose } from "../diagnostics/diagnose.js";
import type { MailDiagnostic } from "../diagnostics/mailDiagnostic.js";
import type { CommitAnswer, CommitQuestion } from "../features/commitSource.js";
import type { ParsedDocument } from "../features/feature.js";
import { findRepositoryAbove } from "../git/discover.js";
import { createGitRoom } from "../git/gitFacts.js";
import { UnreadableFile } from "./mailInput.js";

/** The rules over a document, with what a repository knows. */
export type Lint = (document: ParsedDocument, options: DiagnoseOptions) => Promise<readonly MailDiagnostic[]>;

export interface LintRepository {
  readonly lint: Lint;
  dispose(): void;
}

/** Questions that are asked of one document, and how often answers may lead to more of them. */
const maxQuestions = 2000;
const maxRounds = 4;

/**
 * The rules with the repository around a folder, which the user names.
 *
 * @throws UnreadableFile where there is none
 */
export async function openLintRepository(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<LintRepository> {
  const place = await findRepositoryAbove(resolve(folder));
  if (place === null) throw new UnreadableFile(`${folder}: there is no git repository.`);
  const git = createGitRoom({
    trusted: () => true,
    repositories: () => [place.root],
    folders: () => [],
    environment,
  });
  // A file of the repository, whether there is one or not: that repository is asked, wherever the mail lies.
  const uri = pathToFileURL(join(place.root, "mail")).href;
  const { signal } = new AbortController();
  return {
    async lint(document, options) {
      const answers = new Map<string, CommitAnswer | null>();
      for (let round = 1; ; round++) {
        const missing = new Map<string, CommitQuestion>();
        const commits = commitLookups(document, (question) => {
          const key = keyOf(question);
          const known = answers.get(key);
          if (known === undefined && answers.size + missing.size < maxQuestions) missing.set(key, question);
          return known ?? null;
        });
        const found = diagnose(document, { ...options, commits });
        if (missing.size === 0 || round === maxRounds) return found;
        const given = await git.commits.answers(uri, [...missing.values()], signal);
        for (const [at, key] of [...missing.keys()].entries()) answers.set(key, given[at] ?? null);
      }
    },
    dispose: () => git.dispose(),
  };
}
