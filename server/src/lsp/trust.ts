import type { GitFacts, Unavailable } from "../features/feature.js";
import { sentences } from "../git/sentences.js";
import type { Workplaces } from "../git/workplace.js";
import type { Git, GitAccess, Host } from "./host.js";

/** Git behind the question of trust: nothing of it exists before the workspace is trusted and somebody asks. */
export interface TrustedGit extends GitFacts, Workplaces {
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
  return {
    workplaces: (uri) => ask((asked) => asked.workplaces(uri)),
    commit: (uri, hash) => ask((asked) => asked.commit(uri, hash)),
    blob: (uri, hash) => ask((asked) => asked.blob(uri, hash)),
    user: (uri) =>
      host.createGit === undefined || !trusted ? Promise.resolve(null) : started(host.createGit).user(uri),
    userName: (uri) =>
      host.createGit === undefined || !trusted
        ? Promise.resolve(null)
        : (started(host.createGit).userName?.(uri) ?? Promise.resolve(null)),
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
