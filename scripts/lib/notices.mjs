// The licences of what is bundled: they ask that their text comes along.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./project.mjs";

/** Licences that fit MIT: they allow redistribution when their text is kept. */
const FITTING = new Set([
  "MIT",
  "MIT-0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "BlueOak-1.0.0",
  "0BSD",
  "Apache-2.0",
]);

/**
 * The packages of which files went into bundles.
 *
 * @param {readonly { inputs: Record<string, unknown> }[]} metafiles esbuild's
 * @returns {string[]} folders, relative to the project, in order
 */
export function bundledPackages(metafiles) {
  /** @type {Set<string>} */
  const folders = new Set();
  for (const { inputs } of metafiles) {
    for (const input of Object.keys(inputs)) {
      const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
      if (match) folders.add(match[0]);
    }
  }
  return [...folders].sort((a, b) => (a < b ? -1 : 1));
}

/**
 * The notices, package by package.
 *
 * @param {readonly string[]} folders
 * @returns {string}
 * @throws Error where a package has no licence text, or none that fits MIT
 */
export function notices(folders) {
  const parts = folders.map((folder) => {
    const at = path.join(root, folder);
    const { name, version, license } = JSON.parse(readFileSync(path.join(at, "package.json"), "utf8"));
    // "(MIT OR EUPL-1.1+)": the user may choose, and MIT it is.
    const chosen = String(license)
      .replace(/[()]/g, "")
      .split(" OR ")
      .find((one) => FITTING.has(one));
    if (chosen === undefined)
      throw new Error(`${name} ${version} is under ${license}, which does not fit MIT`);
    const file = readdirSync(at).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
    const text =
      file && existsSync(path.join(at, file))
        ? readFileSync(path.join(at, file), "utf8").trim()
        : `Licence: ${chosen}`;
    return `${name} ${version} (${chosen})\n\n${text}\n`;
  });
  return `Patch Mail is bundled with these packages.\n\n${parts.join(`\n${"-".repeat(78)}\n\n`)}`;
}
