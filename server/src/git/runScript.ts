import { delimiter, isAbsolute } from "node:path";
import type { Environment } from "./environment.js";
import { type RunOptions, type RunResult, runOther } from "./process.js";
import { findProgram } from "./program.js";

/**
 * The kernel's scripts were written for one's own patches: they put file names and licences of the patch into commands of a
 * shell (`` `git ls-files -- $filename` ``, `` `echo "$license" | …` ``). With mail from anywhere that is a door, so this
 * is compiled before the script: a command runs only where all of it is words, quoted or not, that no shell expands, of a
 * program named here; anything else answers nothing. And nothing is written: a file that is opened for that is the null device.
 */
const guard = String.raw`
my $word = qr{(?:[\w./,:=\@%+-]++|'[^'\n]*+'|"(?:[^"\\\$\x60\n]|\\[^\n])*+")++};
my $quiet = qr{(?:[\x20\t]+(?:2?>\x20?/dev/null|2>&1))*};
my $harmless = qr{\A(?:export[\x20\t]+LANGUAGE=[\w.-]+;[\x20\t]+)?(?:
    [\w/]*\bpwd
  | git[\x20\t]+(?:--no-pager[\x20\t]+)?(?:log|ls-files|show|rev-parse|cat-file)(?:[\x20\t]+(?!--(?:output|ext-diff))$word)*$quiet
  | grep[\x20\t]+-E[a-z]*[\x20\t]+$word[\x20\t]+$word$quiet
  | find[\x20\t]+$word[\x20\t]+-name[\x20\t]+$word$quiet
  | perl[\x20\t]+[\w./+-]+/scripts/get_maintainer\.pl(?:[\x20\t]+--[a-z-]+)*[\x20\t]+-f[\x20\t]+\w[\w./,+=\@-]*$quiet
  | cd[\x20\t]+"[\w\x20./,+=\@-]*";[\x20\t]+echo[\x20\t]+"[\w\x20:.()+*/-]*"[\x20\t]+\|[\x20\t]+scripts/spdxcheck\.py[\x20\t]+-
)\s*\z}x;
*CORE::GLOBAL::readpipe = sub (_) {
  my ($command) = @_;
  if ($command !~ $harmless) { $? = 0; return wantarray ? () : ''; }
  return CORE::readpipe($command);
};
*CORE::GLOBAL::system = sub { return -1; };
*CORE::GLOBAL::exec = sub { return 0; };
*CORE::GLOBAL::open = sub (*;$@) {
  my (undef, $mode, @rest) = @_;
  return 0 if !defined $mode || $mode =~ m{\||\A\s*-};
  if ($mode =~ m{>|\A\s*\+}) { return CORE::open($_[0], '>', '/dev/null'); }
  return @rest ? CORE::open($_[0], $mode, $rest[0]) : CORE::open($_[0], $mode);
};
`;

/** `-M` takes what follows the module's name as it is; it must be one line for all systems. */
const guardOption = `-Mvars;BEGIN{${guard.replace(/\n\s*/g, " ")}}`;

/** As `safeArguments` say it to a git of ours, for those that a script starts (git-config(1), GIT_CONFIG_COUNT). */
const settings: readonly (readonly [string, string])[] = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.pager", "cat"],
  ["log.showSignature", "false"],
  ["color.ui", "false"],
];

/** Runs a Perl script once, as `runGit` runs git; null: there is no perl on the PATH. */
export async function runScript(
  environment: Readonly<Record<string, string>>,
  [script = "", ...args]: readonly string[],
  options: RunOptions,
): Promise<RunResult | null> {
  const perl = await findProgram("perl", environment);
  if (perl === null) return null;
  const program = { path: perl, environment: scriptEnvironment(environment) };
  return await runOther(program, [guardOption, "--", script, ...args], options);
}

/** No program comes out of the repository by a relative entry of the PATH, and none through Perl's own variables. */
function scriptEnvironment(base: Environment): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    if (value === undefined) continue;
    const upper = name.toUpperCase();
    if (upper === "PERL5OPT" || upper === "PERL5DB") continue;
    environment[name] = upper === "PATH" ? value.split(delimiter).filter(isAbsolute).join(delimiter) : value;
  }
  for (const [at, [key, value]] of settings.entries()) {
    environment[`GIT_CONFIG_KEY_${at}`] = key;
    environment[`GIT_CONFIG_VALUE_${at}`] = value;
  }
  return { ...environment, GIT_CONFIG_COUNT: String(settings.length) };
}
