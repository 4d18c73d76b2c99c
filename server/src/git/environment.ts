/** What every git process of ours gets; see git(1), "ENVIRONMENT VARIABLES". */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables of git that say where its program and the user's configuration are; all others would redirect it. */
const keptVariables = new Set([
  "GIT_EXEC_PATH",
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_SYSTEM",
  "GIT_CONFIG_NOSYSTEM",
]);

/**
 * The environment for git: the given one without what points git to another repository, traces or asks; with no
 * network, no prompt, no optional locks, no pager, untranslated output. The user's and the system's configuration
 * stay, since `safe.directory` lives there.
 */
export function gitEnvironment(base: Environment): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    if (value === undefined) continue;
    const upper = name.toUpperCase();
    if (upper.startsWith("GIT_") && !keptVariables.has(upper)) continue;
    if (upper === "LANGUAGE" || upper === "LANG" || upper.startsWith("LC_") || upper === "SSH_ASKPASS")
      continue;
    environment[name] = value;
  }
  return {
    ...environment,
    LC_ALL: "C",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_PAGER: "cat",
    GIT_EDITOR: "false",
  };
}

/** Options before the subcommand: nothing that a repository's configuration names may run. */
export const safeArguments: readonly string[] = [
  "--no-pager",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "core.warnAmbiguousRefs=false",
  "-c",
  "log.showSignature=false",
  "-c",
  "color.ui=false",
];
