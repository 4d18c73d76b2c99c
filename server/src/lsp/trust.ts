import type { CommitSource } from "../features/commitSource.js";
import type { GitFacts, Unavailable } from "../features/feature.js";
import { sentences } from "../git/sentences.js";
import type { Workplaces } from "../git/workplace.js";
import type { Git, GitAccess, Host } from "./host.js";

/** Git behind the question of trust: nothing of it exists before the workspace is trusted and somebody asks. */
export interface TrustedGit extends GitFacts, Workplaces {
  readonly commits: CommitSource;
  grant(): void;
  readonly trusted: boolean;
  dispose(): void;
}

export function trustedGit(host: Host, access: GitAccess, trustedAtStart: boolean): TrustedGit {
  let trusted = trustedAtStart;
  let git: Git | undefined;
  const started = (createGit: (access: GitAccess) => Git): Git => (git ??= createGit(access));
  const ask = <Answer>(question: (git: Git) => Promise<Answer>): Promise<Answer | Unavailable> => {
    if (host.createGit === undefined)
      return Promise.resolve({ unavailable: "There is no git in a browser." });
    if (!trusted) {
      return Promise.resolve({ unavailable: sentences.untrusted });
    }
    return question(started(host.createGit));
  };
  const asked = (): Git | undefined =>
    host.createGit === undefined || !trusted ? undefined : started(host.createGit);
  return {
    workplaces: (uri) => ask((asked) => asked.workplaces(uri)),
    commit: (uri, hash) => ask((asked) => asked.commit(uri, hash)),
    blob: (uri, hash) => ask((asked) => asked.blob(uri, hash)),
    user: async (uri) => asked()?.user(uri) ?? null,
    userName: async (uri) => asked()?.userName?.(uri) ?? null,
    commits: {
      state: async (uri) => asked()?.commits.state(uri) ?? null,
      answers: async (uri, questions, signal) => asked()?.commits.answers(uri, questions, signal) ?? [],
      name: async (uri, hash, subject) => asked()?.commits.name(uri, hash, subject) ?? null,
    },
    grant() {
      trusted = true;
    },
    get trusted() {
      return trusted;
    },
    dispose() {
      git?.dispose();
      git = undefined;
    },
  };
}
