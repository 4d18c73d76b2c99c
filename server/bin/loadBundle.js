import { existsSync } from "node:fs";

/**
 * Runs a built bundle. The bins are committed so that `npm install` links them before anything is built;
 * without a build they say what to do.
 *
 * @param {string} name file in the bundle folder: `dist/` of the published package, else of the clone
 */
export async function loadBundle(name) {
  for (const folder of ["../dist/", "../../dist/"]) {
    const url = new URL(folder + name, import.meta.url);
    if (existsSync(url)) {
      await import(url.href);
      return;
    }
  }
  console.error("Patch Mail is not built yet. Run `npm run build` in the project's folder, then try again.");
  process.exitCode = 1;
}
