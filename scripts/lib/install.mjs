import { exec } from "./exec.mjs";
import { has, readJson } from "./project.mjs";

/**
 * Whether node_modules holds what package-lock.json asks for: npm writes what it installed into
 * node_modules/.package-lock.json. Packages for other platforms are optional and may be absent.
 */
function isInstalled() {
  if (!has("node_modules/.package-lock.json")) return false;
  const wanted = readJson("package-lock.json").packages;
  const installed = readJson("node_modules/.package-lock.json").packages;
  return Object.entries(wanted).every(([place, entry]) => {
    if (!place.startsWith("node_modules/") || entry.optional) return true;
    return entry.link ? has(place) : installed[place]?.version === entry.version && has(place);
  });
}

/** Installs the project's packages when they are missing or not those of package-lock.json. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  console.log("Installing the project's packages (npm ci) …");
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  if ((await exec("npm", ["ci", ...quiet])).code === 0) return;
  // Where package.json is ahead of the lock file, as between two commits, `npm ci` refuses.
  console.log("`npm ci` failed; trying `npm install`, which leaves the lock file as it is …");
  const { code } = await exec("npm", ["install", "--no-save", ...quiet]);
  if (code !== 0) {
    console.error("The packages could not be installed; see npm's messages above.");
    process.exit(1);
  }
}
