import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGitRoom } from "../git/gitFacts.js";
import type { Git, GitAccess } from "../lsp/host.js";

/** Git on this machine, with the user's settings. */
export function createHostGit(access: GitAccess): Git {
  return createGitRoom({
    trusted: () => access.trusted(),
    repositories: (documentUri) =>
      access.settings(documentUri).repositories.flatMap((path) => absolutePaths(path, access.folders())),
    folders: () => access.folders(),
    gitPath: (documentUri) => access.settings(documentUri).path,
    environment: process.env,
  });
}

/** A path of the settings: `~/` is the home folder, a relative path counts from each workspace folder. */
export function absolutePaths(path: string, folders: readonly string[]): string[] {
  if (path === "~") return [homedir()];
  if (path.startsWith("~/") || path.startsWith("~\\")) return [join(homedir(), path.slice(2))];
  if (isAbsolute(path)) return [path];
  return folders.flatMap((folder) => {
    // A folder of another scheme (vscode-vfs:) is nowhere on this disk.
    if (!folder.startsWith("file:")) return [];
    try {
      return [join(fileURLToPath(folder), path)];
    } catch {
      return [];
    }
  });
}
