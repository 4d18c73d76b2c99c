import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

function findRoot(): string {
  // The programs run as bundles from .build/run, so the root is looked for, not counted in `..`s.
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, "package-lock.json"))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error("The project's folder was not found.");
    folder = parent;
  }
  return folder;
}

/** The project's folder. */
export const root = findRoot();

/** VS Code installations and profiles; a cache, not part of the project. */
export const vscodeCache = path.join(root, ".vscode-test");

/** The packaged extension, made by scripts/package.mjs. */
export const vsixFile = path.join(root, ".build/patch-mail.vsix");

/** Screenshots and logs of the last run. */
export const artifacts = path.join(root, "test-artifacts");

/** The VS Code versions that the extension is tested on. */
export const vscodeVersions = ["4.100.3", "4.139.1"] as const;

/** A code-server release; 4.N.x holds VS Code 1.N.x. */
export type VSCodeVersion = (typeof vscodeVersions)[number];
