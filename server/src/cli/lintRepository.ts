import type { Message } from "../core/model.js";
import { diagnose } from "../diagnostics/diagnose.js";
import { patchClues } from "../diagnostics/patchClues.js";
import type { CommitLookup } from "../diagnostics/rule.js";
import { RULES } from "../diagnostics/rules/index.js";
import type { CommitAnswer, CommitQuestion } from "../features/commitSource.js";
import type { ParsedDocument } from "../features/feature.js";
import { createGitRoom } from "../git/gitFacts.js";
import type { RepositoryCheck } from "./lint.js";

/** The rules that look commits up, in one repository. */
export interface LintRepository {
  readonly check: RepositoryCheck;
  /** Ends its git. */
  dispose(): void;
}

/** No document of a repository: only the one that was named is asked. */
const nowhere = "untitled:mail";

/** @returns a sentence where the folder is no repository */
export async function openLintRepository(
  environment: NodeJS.ProcessEnv,
  folder: string,
): Promise<LintRepository | string> {
  const git = createGitRoom({
    trusted: () => true,
    repositories: () => [folder],
    folders: () => [],
    environment,
  });
  const found = await git.workplaces(nowhere);
  if ("unavailable" in found) {
    git.dispose();
    // The editor's setting is not what was given here.
    return found.unavailable.replace(" (setting patchMail.repositories)", "");
  }
  const { signal } = new AbortController();
  return {
    async check(document, options) {
      const others = RULES.filter((rule) => !("asksCommits" in rule));
      const levels = {
        ...options.levels,
        ...Object.fromEntries(others.map(({ id }) => [id, "off"])),
      };
      const questions = new Map<string, CommitQuestion>();
      const answers = new Map<string, CommitAnswer | null>();
      const commits = lookup(document, questions, answers);
      // The first run tells what there is to ask.
      diagnose(document, { ...options, levels, commits });
      if (questions.size === 0) return [];
      const given = await git.commits.answers(nowhere, [...questions.values()], signal);
      for (const [at, key] of [...questions.keys()].entries()) answers.set(key, given[at] ?? null);
      return diagnose(document, { ...options, levels, commits });
    },
    dispose: () => git.dispose(),
  };
}

function lookup(
  document: ParsedDocument,
  questions: Map<string, CommitQuestion>,
  answers: ReadonlyMap<string, CommitAnswer | null>,
): (message: Message) => CommitLookup {
  const cluesOf = patchClues(document);
  return (message) => {
    const clues = cluesOf(message);
    const ask = (what: CommitQuestion["what"], hash: string): CommitAnswer | null => {
      const key = `${message.index} ${what} ${hash}`;
      if (!questions.has(key)) questions.set(key, { what, hash, clues });
      return answers.get(key) ?? null;
    };
    return {
      commit(hash) {
        const answer = ask("commit", hash);
        return answer?.kind === "ancestry" ? null : answer;
      },
      ancestry(hash) {
        const answer = ask("ancestry", hash);
        return answer?.kind === "ancestry" ? answer : null;
      },
    };
  };
}
