import type { Message } from "../../core/model.js";
import type { Known, KnownCommit } from "../writing.js";
import type { CompletionPlace } from "./place.js";

const maxPaths = 20;

/** The newest commits of the touched files; undefined where there are no repositories. Why none is asked is said once. */
export async function recentCommits(place: CompletionPlace): Promise<Known<KnownCommit> | undefined> {
  const { context, document } = place;
  const known = await context.writing?.recentCommits(document.uri, touchedPaths(place));
  if (known?.note !== undefined) context.tell?.(known.note);
  return known;
}

/** The files that a message speaks of: those of its diffs (also of quoted ones), else of its diffstats; for a cover letter, of its series. */
export function touchedPaths({ message, document }: Pick<CompletionPlace, "message" | "document">): string[] {
  const own = pathsOf(message);
  if (own.length > 0 || message.role === "reply") return own;
  // A cover letter with its patches in one file.
  return [...new Set(document.model.messages.flatMap(pathsOf))].slice(0, maxPaths);
}

function pathsOf({ files, diffstats }: Message): string[] {
  const paths = new Set<string>();
  for (const { oldPath, newPath } of files) {
    for (const path of [oldPath?.path, newPath?.path]) if (path !== undefined && path !== "") paths.add(path);
    if (paths.size >= maxPaths) break;
  }
  if (paths.size === 0) {
    for (const { path } of diffstats.flatMap(({ rows }) => rows)) {
      // Shortened, or two names in one.
      if (!path.startsWith("...") && !path.includes("=>") && paths.size < maxPaths) paths.add(path);
    }
  }
  return [...paths].slice(0, maxPaths);
}
