import { pathToFileURL } from "node:url";
import { fileInside } from "../../git/fileInside.js";
import { hostPathProblem } from "../../git/hostPath.js";
import { isMailStoreError } from "../../mailboxes/mailStore.js";
import { textOfFile } from "../../mailboxes/textOfFile.js";
import type { WorkServices } from "../services.js";

/** Files of the trees at hand. Nothing is found in an untrusted workspace, and nothing outside of a tree. */
export interface TreeFiles {
  /** URI of the first of the paths that a tree has; null where none has one. */
  find(documentUri: string, paths: readonly string[]): Promise<string | null>;
  /** URIs of the files of a repository that have this name, in any directory; bounded. */
  named(documentUri: string, name: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Why none is there: a sentence for the user. */
  reason(documentUri: string, paths: readonly string[]): Promise<string>;
  /** The text of a file; null where it cannot be read, or is too large. */
  text(uri: string): Promise<string | null>;
  /** Another one after each change of the file; null where it is gone. */
  stamp(uri: string): Promise<string | null>;
}

/** The largest source files of the kernel are generated headers of 20 MB; nobody patches those by mail. */
const maxBytes = 16 * 1024 * 1024;
const maxPaths = 16;
const shownCharacters = 120;
/** Of a name alone: `core.c` stands in hundreds of directories. */
const maxNamed = 10;
const timeLimitMs = 5000;
const maxOutputBytes = 1 << 20;

export function createTreeFiles({ tree, store, git }: WorkServices): TreeFiles {
  return {
    async find(documentUri, paths) {
      for (const path of paths.slice(0, maxPaths)) {
        if (hostPathProblem(path) !== null) continue;
        const uri = await tree.find(documentUri, path);
        if (uri !== null) return uri;
      }
      return null;
    },
    async named(documentUri, name, signal) {
      if (!/^[\w][\w.+-]{0,200}$/.test(name)) return [];
      const places = await git.workplaces(documentUri);
      for (const place of "unavailable" in places ? [] : places) {
        if (signal.aborted) break;
        const result = await place.run(["ls-files", "-z", "--", `:(glob)**/${name}`], {
          timeLimitMs,
          maxOutputBytes,
          signal,
        });
        const paths = result.output.toString("utf8").split("\0").slice(0, maxNamed);
        const found = await Promise.all(paths.map((path) => fileInside(place.root, path)));
        const uris = found.flatMap((path) => (path === null ? [] : [pathToFileURL(path).href]));
        if (uris.length > 0) return uris;
      }
      return [];
    },
    async reason(documentUri, paths) {
      const [path = ""] = paths;
      const shown = path.length > shownCharacters ? `…${path.slice(-shownCharacters)}` : path;
      const problem = hostPathProblem(path);
      if (problem !== null) return `The path ${JSON.stringify(shown)} ${problem}: it is not opened.`;
      if (!git.trusted) return sentences.untrusted;
      const places = await git.workplaces(documentUri);
      if ("unavailable" in places) return places.unavailable;
      return `${shown} is not in the repository ${places.map(({ root }) => root).join(", ")}.`;
    },
    text: async (uri) => (store === undefined ? null : await textOfFile(store, uri, maxBytes)),
    async stamp(uri) {
      try {
        return (await store?.look(uri))?.stamp ?? null;
      } catch (error) {
        if (isMailStoreError(error)) return null;
        throw error;
      }
    },
  };
}

export const sentences = {
  untrusted:
    "Patch Mail looks into no repository in an untrusted workspace. Trust the workspace to go to the source.",
} as const;
