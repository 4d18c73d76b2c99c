import { statSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import type { CommitSource } from "../features/commitSource.js";
import type { GitAnswer, GitFacts, Unavailable } from "../features/feature.js";
import { createCommitSource } from "./commitAnswers.js";
import { findRepositoryAbove, isStillThere, type RepositoryPlace, repositoryAt } from "./discover.js";
import { type Environment, gitEnvironment } from "./environment.js";
import { createLru } from "./lru.js";
import type { GitProgram } from "./process.js";
import { findProgram } from "./program.js";
import {
  createRepository,
  defaultGitLimits,
  type GitLimits,
  type Repository,
  type RepositoryAnswer,
} from "./repository.js";
import { sentences } from "./sentences.js";
import { type UserSetting, userSetting } from "./userSetting.js";
import type { Workplace, Workplaces } from "./workplace.js";

/** What the git room has to be told; the functions are asked again for each question. */
export interface GitOptions {
  /** Workspace trust. Until it is given, no process is started and no repository is looked for. */
  trusted(): boolean;
  /** The setting `patchMail.repositories` for a document: absolute paths. */
  repositories(documentUri: string): readonly string[];
  /** Workspace folders: `file:` URIs or absolute paths. */
  folders(): readonly string[];
  /** The setting for git's program, for a document: an absolute path or a name on the PATH; "" or absent: `git`. */
  gitPath?(documentUri: string): string;
  /** The environment git's is made from. */
  readonly environment: Environment;
  readonly limits?: Partial<GitLimits>;
}

/** `GitFacts` with an end. */
export interface GitRoom extends GitFacts, Workplaces {
  readonly commits: CommitSource;
  /** Ends all processes; later questions are answered that the server stops. */
  dispose(): void;
  /** Ids of the running cat-file processes. */
  pids(): readonly number[];
}

/** A folder without a repository is looked at again after so long. */
const noRepositoryForMs = 5_000;
/** The PATH is searched again after so long. */
const programForMs = 10_000;
/** git's user is asked for again after so long. */
const userForMs = 60_000;
const maxRepositories = 16;

interface Candidate {
  readonly repository: Repository | null;
  /** Why there is none. */
  readonly sentence: string;
}

/** The git room: finds repositories, keeps one `cat-file` for each, and answers what the features ask. */
export function createGitRoom(options: GitOptions): GitRoom {
  const limits = { ...defaultGitLimits, ...options.limits };
  const environment = gitEnvironment(options.environment);
  const repositories = new Map<string, Repository>();
  const placesAbove = new Map<string, { readonly place: RepositoryPlace | null; readonly atMs: number }>();
  /** By what was wanted. */
  const programs = createLru<{ readonly path: string; readonly atMs: number }>(maxRepositories);
  const users = createLru<{ readonly value: Promise<string | null>; readonly atMs: number }>(100);
  const stopping = new AbortController();
  let isDisposed = false;

  const programPath = async (documentUri: string): Promise<string | null> => {
    const wanted = options.gitPath?.(documentUri) || "git";
    const known = programs.get(wanted);
    if (known && Date.now() - known.atMs < programForMs) return known.path;
    const path = await findProgram(wanted, options.environment);
    if (path === null) programs.delete(wanted);
    else programs.set(wanted, { path, atMs: Date.now() });
    return path;
  };

  const open = (program: GitProgram, place: RepositoryPlace): Repository => {
    const key = `${program.path}\n${place.root}`;
    const known = repositories.get(key);
    // Used last goes to the end; the first is the one to close.
    repositories.delete(key);
    const repository = known ?? createRepository(program, place, limits);
    repositories.set(key, repository);
    const oldest = repositories.entries().next();
    if (repositories.size > maxRepositories && !oldest.done) {
      repositories.delete(oldest.value[0]);
      oldest.value[1].dispose();
    }
    return repository;
  };

  const placeAbove = async (folder: string): Promise<RepositoryPlace | null> => {
    const known = placesAbove.get(folder);
    if (known && (known.place !== null || Date.now() - known.atMs < noRepositoryForMs)) return known.place;
    const place = await findRepositoryAbove(folder);
    if (placesAbove.size > 1000) placesAbove.clear();
    placesAbove.set(folder, { place, atMs: Date.now() });
    return place;
  };

  const close = (repository: Repository): void => {
    for (const [key, known] of repositories) if (known === repository) repositories.delete(key);
    for (const [folder, { place }] of placesAbove) {
      if (place?.root === repository.place.root) placesAbove.delete(folder);
    }
    repository.dispose();
  };

  /** The repository that holds the document, else the first that the settings or the workspace have; its root. */
  const rootFor = async (documentUri: string): Promise<string | null> => {
    const [own, ...others] = startingFolders(documentUri, options.folders());
    const above = async (folder: string | undefined): Promise<string | null> => {
      const place = folder === undefined ? null : await placeAbove(folder);
      return place !== null && (await isStillThere(place)) ? place.root : null;
    };
    const around = await above(own);
    if (around !== null) return around;
    for (const path of options.repositories(documentUri)) {
      const place = isAbsolute(path) ? await repositoryAt(path) : null;
      if (place) return place.root;
    }
    for (const folder of others) {
      const root = await above(folder);
      if (root !== null) return root;
    }
    return null;
  };

  const user = async (setting: UserSetting, documentUri: string): Promise<string | null> => {
    if (isDisposed || !options.trusted()) return null;
    const path = await programPath(documentUri);
    if (path === null) return null;
    const root = await rootFor(documentUri);
    const key = `${setting}\n${path}\n${root ?? ""}`;
    const known = users.get(key);
    if (known && Date.now() - known.atMs < userForMs) return known.value;
    const value = userSetting(setting, { path, environment }, root, limits.answerMs, stopping.signal);
    users.set(key, { value, atMs: Date.now() });
    return value;
  };

  /** The repositories to ask for a document, in order, without doubles. */
  const candidates = async (program: GitProgram, documentUri: string): Promise<Candidate[]> => {
    const found: Candidate[] = [];
    const add = async (place: RepositoryPlace): Promise<void> => {
      if (found.some((other) => other.repository?.place.root === place.root)) return;
      const repository = open(program, place);
      if (await repository.isStillThere()) found.push({ repository, sentence: "" });
      else {
        close(repository);
        found.push({ repository: null, sentence: sentences.gone(place.root) });
      }
    };
    for (const path of options.repositories(documentUri)) {
      const place = isAbsolute(path) ? await repositoryAt(path) : null;
      if (place) await add(place);
      else found.push({ repository: null, sentence: sentences.configuredGone(path) });
    }
    for (const folder of startingFolders(documentUri, options.folders())) {
      const place = await placeAbove(folder);
      if (place) await add(place);
    }
    return found;
  };

  const workplaces = async (documentUri: string): Promise<readonly Workplace[] | Unavailable> => {
    if (isDisposed) return { unavailable: sentences.stopped };
    if (!options.trusted()) return { unavailable: sentences.untrusted };
    const path = await programPath(documentUri);
    if (path === null) return { unavailable: sentences.noGit };
    const found = await candidates({ path, environment }, documentUri);
    const places = found.flatMap(({ repository }) => repository?.workplace ?? []);
    if (places.length > 0) return places;
    return { unavailable: found.map(({ sentence }) => sentence).join(" ") || sentences.noRepository };
  };

  const ask = async <T>(
    documentUri: string,
    hash: string,
    question: (repository: Repository, hash: string) => Promise<RepositoryAnswer<T>>,
  ): Promise<GitAnswer<T>> => {
    if (isDisposed) return { unavailable: sentences.stopped };
    if (!options.trusted()) return { unavailable: sentences.untrusted };
    if (!/^[0-9a-f]{4,64}$/i.test(hash)) return { unavailable: sentences.notAHash };
    const path = await programPath(documentUri);
    if (path === null) return { unavailable: sentences.noGit };
    const toAsk = await candidates({ path, environment }, documentUri);
    const answers: RepositoryAnswer<T>[] = [];
    for (const { repository, sentence } of toAsk) {
      if (!repository) {
        answers.push({ kind: "unavailable", sentence });
        continue;
      }
      const answer = await question(repository, hash.toLowerCase());
      if (answer.kind === "found") return { found: answer.found, repository: repository.place.root };
      answers.push(answer);
    }
    return combine(answers);
  };

  return {
    commit: (documentUri, hash) => ask(documentUri, hash, (repository, asked) => repository.commit(asked)),
    blob: (documentUri, hash) => ask(documentUri, hash, (repository, asked) => repository.blob(asked)),
    user: (documentUri) => user("user.email", documentUri),
    userName: (documentUri) => user("user.name", documentUri),
    workplaces,
    commits: createCommitSource({ workplaces }),
    dispose() {
      isDisposed = true;
      stopping.abort();
      for (const repository of repositories.values()) repository.dispose();
      repositories.clear();
    },
    pids: () => [...repositories.values()].flatMap((repository) => repository.pid() ?? []),
  };
}

/** One answer out of those of several repositories, none of which has the thing. */
function combine<T>(answers: readonly RepositoryAnswer<T>[]): GitAnswer<T> {
  const ambiguous = answers.flatMap((answer) => (answer.kind === "ambiguous" ? answer.candidates : []));
  if (answers.some((answer) => answer.kind === "ambiguous")) return { ambiguous };
  const notFound = answers.flatMap((answer) => (answer.kind === "notFound" ? answer.sentence : []));
  const unavailable = answers.flatMap((answer) => (answer.kind === "unavailable" ? answer.sentence : []));
  if (notFound.length > 0) return { notFound: [...notFound, ...unavailable].join(" ") };
  if (unavailable.length > 0) return { unavailable: unavailable.join(" ") };
  return { unavailable: sentences.noRepository };
}

/** Folders to walk up from: the document's, then the workspace's. Other schemes than `file:` have none. */
function startingFolders(documentUri: string, folders: readonly string[]): string[] {
  const paths: string[] = [];
  const document = pathOf(documentUri);
  if (document !== null) paths.push(isFolder(document) ? document : dirname(document));
  for (const folder of folders) {
    const path = isAbsolute(folder) ? folder : pathOf(folder);
    if (path !== null) paths.push(path);
  }
  return [...new Set(paths)];
}

function pathOf(uri: string): string | null {
  if (!uri.startsWith("file:")) return null;
  try {
    return fileURLToPath(uri);
  } catch {
    return null;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
