import path from "node:path";
import { pathToFileURL } from "node:url";
import { exec } from "./exec.mjs";
import { buildDir, root } from "./project.mjs";

/**
 * Bundles a TypeScript program of the project (packages stay outside) so that plain Node can run it.
 *
 * @param {string} entry relative to the project
 * @returns {Promise<string>} the bundle
 */
export async function bundleTs(entry) {
  const { build } = await import("esbuild");
  const outfile = path.join(buildDir, "run", `${entry.replace(/[\\/]/g, "-").replace(/\.ts$/, "")}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
  });
  return outfile;
}

/**
 * Runs a TypeScript program in this process.
 *
 * @param {string} entry relative to the project
 * @returns {Promise<any>} its exports
 */
export async function importTs(entry) {
  return import(pathToFileURL(await bundleTs(entry)).href);
}

/**
 * Runs a TypeScript program in a process of its own.
 *
 * @param {string} entry relative to the project
 * @param {readonly string[]} args
 * @param {readonly string[]} [nodeArgs]
 * @returns {Promise<number>} its exit code
 */
export async function runTs(entry, args, nodeArgs = []) {
  const file = await bundleTs(entry);
  return (await exec(process.execPath, ["--enable-source-maps", ...nodeArgs, file, ...args])).code;
}
