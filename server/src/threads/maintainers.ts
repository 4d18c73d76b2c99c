/** Whether a file of the tree is one of those that a set of entries of MAINTAINERS holds. */
export type HoldsFile = (path: string) => boolean;

/** A section of MAINTAINERS, as far as it tells who looks after what. */
export interface MaintainersEntry {
  readonly title: string;
  /** `M:`, `R:`, `L:`, `T:` and `S:`, as they are written. */
  readonly maintainers: readonly string[];
  readonly reviewers: readonly string[];
  readonly lists: readonly string[];
  readonly trees: readonly string[];
  readonly status: readonly string[];
}

/** A section with the patterns of its files. */
export interface MaintainersSection extends MaintainersEntry {
  readonly files: readonly string[];
  readonly excluded: readonly string[];
  /** `N:`: regular expressions for paths, those that are safe to run. */
  readonly names: readonly RegExp[];
}

const maxLines = 100_000;
const maxPath = 500;
/** Paths and patterns of `N:`: with two repetitions a pattern takes the cube of a path's length. */
const maxNamedPath = 120;
const maxNames = 500;
/** The section that holds all files, and is told where no other does. */
const theRest = "THE REST";

/** Reads the kernel's MAINTAINERS: its sections that hold files. `K:` (words in files) is left aside. */
export function readMaintainers(text: string): MaintainersSection[] {
  const sections: MaintainersSection[] = [];
  let names = 0;
  let section = emptySection("");
  let above = "";
  const close = (): void => {
    if (section.files.length > 0 || section.names.length > 0) sections.push(section);
    section = emptySection("");
    above = "";
  };
  for (const line of text.split("\n", maxLines)) {
    if (line.trim() === "") close();
    else if (line[1] !== ":") above = line.slice(0, maxPath).trim();
    else {
      const value = line.slice(2, maxPath).trim();
      if (section.title === "") section.title = above;
      if (line[0] === "N" && names++ < maxNames) section.names.push(...safePattern(value));
      const own = listOf(section, line[0] ?? "");
      if (value !== "") own?.push(value);
    }
  }
  close();
  return sections;
}

type OpenSection = {
  -readonly [Key in keyof MaintainersSection]: MaintainersSection[Key] extends readonly (infer Item)[]
    ? Item[]
    : string;
};

const emptySection = (title: string): OpenSection => ({
  title,
  maintainers: [],
  reviewers: [],
  lists: [],
  trees: [],
  status: [],
  files: [],
  excluded: [],
  names: [],
});

function listOf(section: OpenSection, tag: string): string[] | null {
  switch (tag) {
    case "M":
      return section.maintainers;
    case "R":
      return section.reviewers;
    case "L":
      return section.lists;
    case "T":
      return section.trees;
    case "S":
      return section.status;
    case "F":
      return section.files;
    case "X":
      return section.excluded;
    default:
      return null;
  }
}

/** A pattern of `N:`, where it cannot take long: no group is repeated, two signs at most, nothing looks back or ahead. */
function safePattern(value: string): RegExp[] {
  // Perl's /x: white space in it stands for nothing.
  const source = value.replace(/\s+/g, "");
  const repeated = source.replace(/\\./g, "_").match(/[*+]|\{\d*,/g) ?? [];
  if (source === "" || source.length > 100 || repeated.length > 2) return [];
  if (/\)[*+{]|\(\?(?!:)|\\[1-9k]/.test(source)) return [];
  try {
    return [new RegExp(source)];
  } catch {
    return [];
  }
}

/** The sections that hold a path, in their order; the one that holds all files only where no other does. */
export function sectionsOf(sections: readonly MaintainersSection[], path: string): MaintainersSection[] {
  const found = path.length > maxPath ? [] : sections.filter((section) => isOf(section, path));
  const own = found.filter(({ title }) => title !== theRest);
  return own.length > 0 ? own : found;
}

function isOf({ files, excluded, names }: MaintainersSection, path: string): boolean {
  const isHeld =
    files.some((pattern) => holds(pattern, path)) ||
    (path.length <= maxNamedPath && names.some((pattern) => pattern.test(path)));
  return isHeld && !excluded.some((pattern) => holds(pattern, path));
}

/**
 * The files (`F:`, without those of `X:`) of the sections that name one of the addresses with `M:` or `R:`. Patterns are those of
 * scripts/get_maintainer.pl: a directory holds all below it, `*` and `?` stand for anything of the same depth. Addresses in
 * lower case.
 */
export function maintainedFiles(text: string, addresses: readonly string[]): HoldsFile {
  const isOurs = (value: string): boolean =>
    addresses.includes((/<([^<>]{1,300})>/.exec(value)?.[1] ?? value).toLowerCase());
  const sections = readMaintainers(text).filter(
    ({ maintainers, reviewers }) => maintainers.some(isOurs) || reviewers.some(isOurs),
  );
  return (path) => path.length <= maxPath && sections.some((section) => isOf(section, path));
}

function holds(pattern: string, path: string): boolean {
  if (pattern.endsWith("/")) return matchesStart(pattern, path);
  if (!/[*?]/.test(pattern) && path.startsWith(`${pattern}/`)) return true;
  // As get_maintainer.pl: the beginning is enough, as long as the depth is the same.
  return (pattern.includes("**") || depth(pattern) === depth(path)) && matchesStart(pattern, path);
}

function depth(path: string): number {
  return path.split("/").length;
}

/** Whether the beginning of a path is what a pattern says; at most as many steps as pattern times path is long. */
function matchesStart(pattern: string, path: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let starAt = 0;
  while (from < pattern.length) {
    const sign = pattern[from];
    if (sign === "*") {
      star = from++;
      starAt = at;
    } else if (at < path.length && (sign === "?" || sign === path[at])) {
      from++;
      at++;
    } else if (star !== -1 && starAt < path.length) {
      // The last star takes one more character.
      from = star + 1;
      at = ++starAt;
    } else return false;
  }
  return true;
}
