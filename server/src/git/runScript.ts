import { delimiter, isAbsolute } from "node:path";
import type { Environment } from "./environment.js";
import { type RunOptions, type RunResult, runOther } from "./process.js";
import { findProgram } from "./program.js";

/**
 * The kernel's scripts were written for one's own patches: they put file names and licences of the patch into commands of a
 * shell (`` `git ls-files -- $filename` ``, `` `echo "$license" | …` ``). With mail from anywhere that is a door, so this
 * is compiled before the script: a command runs only where all of it is words, quoted or not, that no shell expands, of a
 * program named here; anything else answers nothing. And nothing is written: a file that is opened for that is the null device.
 *
 * The file of options that checkpatch.pl and get_maintainer.pl look for in the tree and in HOME is read only where `own` names it
 * or it lies outside of the tree, and without checkpatch's `--debug`, whose words it evaluates as Perl. Scripts that a script
 * starts must be named by `own`, too, and one in Perl runs under the same guard.
 */
const guard = String.raw`
alarm 150;
@INC = grep { ref || m{\A(?:/|[A-Za-z]:)} } @INC;
my $guard = delete $ENV{PATCH_MAIL_GUARD};
my %own = map { $_ => 1 } split m{:}, delete $ENV{PATCH_MAIL_OWN} // '';
my $isHere = sub { my @one = stat $_[0]; my @here = stat '.'; return @one && "$one[0] $one[1]" eq "$here[0] $here[1]"; };
my $isInside = sub {
  my ($path) = @_;
  while ($path =~ s{/[^/]*\z}{}) { return 1 if $isHere->($path eq '' ? '/' : $path); }
  return 0;
};
my $options = sub {
  my ($name) = @_;
  $name =~ s{\A(?:\./)+}{};
  my $text = '';
  if ($name =~ m{\A/} ? !$isInside->($name) : $own{$name}) {
    if (CORE::open(my $file, '<', $name)) { read $file, $text, 65536; }
  }
  $text =~ s{(?:\A|(?<=\s))(?:--?|\+)d.*}{}si;
  return $text;
};
my $maintainers = sub {
  my ($path, $words, $file) = @_;
  return '' if !$own{'scripts/get_maintainer.pl'} || !defined $guard || $path !~ m{\A(.+)/scripts/[^/]+\z} || !$isHere->($1);
  local $ENV{PATCH_MAIL_GUARD} = $guard;
  local $ENV{PATCH_MAIL_OWN} = join ':', keys %own;
  CORE::open(my $errors, '>&', *STDERR) or return '';
  CORE::open(STDERR, '>', '/dev/null');
  my $text = '';
  if (CORE::open(my $child, '-|', $^X, $guard, '--', $path, split(' ', $words), '-f', $file)) {
    local $/;
    $text = <$child> // '';
    close $child;
  }
  CORE::open(STDERR, '>&', $errors);
  return $text;
};
my $word = qr{(?:[\w./,:=\@%+-]++|'[^'\n]*+'|"(?:[^"\\\$\x60\n]|\\[^\n])*+")++};
my $option = qr{(?!--(?:ou|ex|te))--?[\w-]*+(?:=$word)?(?![^\x20\t])};
my $quiet = qr{(?:[\x20\t]+(?:2?>\x20?/dev/null|2>&1))*};
my $harmless = qr{\A(?:export[\x20\t]+LANGUAGE=[\w.-]+;[\x20\t]+)?(?:
    [\w/]*\bpwd
  | git[\x20\t]+(?:--no-pager[\x20\t]+)?(?:log|ls-files|show|rev-parse|cat-file)(?:[\x20\t]+(?:$option|(?!['"]*-)$word))*$quiet
  | grep[\x20\t]+-E[a-z]*[\x20\t]+$word[\x20\t]+$word$quiet
  | find[\x20\t]+$word[\x20\t]+-name[\x20\t]+$word$quiet
  | perl[\x20\t]+(?<maintainers>[\w./+-]+/scripts/get_maintainer\.pl)(?<words>(?:[\x20\t]+--[a-z-]+)*)[\x20\t]+-f[\x20\t]+(?<file>\w[\w./,+=\@-]*)$quiet
  | cd[\x20\t]+"(?<folder>[\w\x20./,+=\@-]*)";[\x20\t]+echo[\x20\t]+"[\w\x20:.()+*/-]*"[\x20\t]+\|[\x20\t]+scripts/spdxcheck\.py[\x20\t]+-
)\s*\z}x;
*CORE::GLOBAL::readpipe = sub (_) {
  my ($command) = @_;
  if ($command !~ $harmless) { $? = 0; return wantarray ? () : ''; }
  if (defined $+{maintainers}) { return $maintainers->($+{maintainers}, $+{words}, $+{file}); }
  if (defined $+{folder} && !($own{'scripts/spdxcheck.py'} && $isHere->($+{folder}))) { $? = 0; return ''; }
  return CORE::readpipe($command);
};
*CORE::GLOBAL::system = sub { return -1; };
*CORE::GLOBAL::exec = sub { return 0; };
*CORE::GLOBAL::open = sub (*;$@) {
  my (undef, $mode, @rest) = @_;
  return 0 if !defined $mode || $mode =~ m{\||\A\s*-};
  if ($mode =~ m{>|\A\s*\+}) { return CORE::open($_[0], '>', '/dev/null'); }
  my $name = @rest ? $rest[0] : $mode =~ s{\A\s*<?\s*|\s+\z}{}gr;
  if ($name =~ m{(?:\A|/)\.(?:checkpatch\.conf|get_maintainer\.(?:conf|ignore))\z}) {
    my $text = $options->($name);
    return CORE::open($_[0], '<', \$text);
  }
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

/** How a script runs, beside what a run of git is bounded by. */
export interface ScriptOptions extends RunOptions {
  /** Files of the working directory, out of `optionFiles` and `helperScripts`, that may be read as options or started by the script. */
  readonly own?: readonly string[];
}

/** Files of options that a script reads by itself, below the top of a tree. */
export const optionFiles: readonly string[] = ["", ".scripts/"].flatMap((folder) =>
  [".checkpatch.conf", ".get_maintainer.conf", ".get_maintainer.ignore"].map((name) => folder + name),
);

/** Scripts that checkpatch.pl starts. */
export const helperScripts: readonly string[] = ["scripts/get_maintainer.pl", "scripts/spdxcheck.py"];

/** Runs a Perl script once, as `runGit` runs git; null: there is no perl on the PATH. */
export async function runScript(
  environment: Readonly<Record<string, string>>,
  [script = "", ...args]: readonly string[],
  { own = [], ...options }: ScriptOptions,
): Promise<RunResult | null> {
  const perl = await findProgram("perl", environment);
  if (perl === null) return null;
  const program = {
    path: perl,
    environment: {
      ...scriptEnvironment(environment),
      PATCH_MAIL_GUARD: guardOption,
      PATCH_MAIL_OWN: own.join(":"),
    },
  };
  return await runOther(program, [guardOption, "--", script, ...args], options);
}

/** What a script and the git that it starts need to run and to find the user's own files; see `gitEnvironment` for git's. */
const kept =
  /^(?:PATH|HOME|TMPDIR|LANG|LANGUAGE|LC_[A-Z]+|XDG_CONFIG_HOME|GIT_(?:EXEC_PATH|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)|ALLOW_PROTOCOL|NO_LAZY_FETCH|TERMINAL_PROMPT|OPTIONAL_LOCKS|PAGER|EDITOR))$/;
const folders = new Set(["HOME", "TMPDIR", "XDG_CONFIG_HOME"]);

/** Nothing that steers Perl or Python, and no program or file comes out of the repository by a relative name. */
function scriptEnvironment(base: Environment): Record<string, string> {
  const environment: Record<string, string> = {
    // Python takes modules from beside its script otherwise, tracked or not (3.11; older ones do all the same).
    PYTHONSAFEPATH: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONNOUSERSITE: "1",
  };
  for (const [name, value] of Object.entries(base)) {
    if (value === undefined || !kept.test(name) || (folders.has(name) && !isAbsolute(value))) continue;
    environment[name] = name === "PATH" ? value.split(delimiter).filter(isAbsolute).join(delimiter) : value;
  }
  for (const [at, [key, value]] of settings.entries()) {
    environment[`GIT_CONFIG_KEY_${at}`] = key;
    environment[`GIT_CONFIG_VALUE_${at}`] = value;
  }
  return { ...environment, GIT_CONFIG_COUNT: String(settings.length) };
}
