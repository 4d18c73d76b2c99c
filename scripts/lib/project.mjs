import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Where build steps keep what they make for themselves (never shipped). */
export const buildDir = path.join(root, ".build");

/** Screenshots, reports and logs of the last test run. */
export const artifactsDir = path.join(root, "test-artifacts");

/** The packaged extension. */
export const vsixFile = path.join(buildDir, "patch-mail.vsix");

/**
 * @param {string} file relative to the project
 * @returns {any}
 */
export function readJson(file) {
  return JSON.parse(readFileSync(path.join(root, file), "utf8"));
}

/** @param {string} relative a path in the project */
export function has(relative) {
  return existsSync(path.join(root, relative));
}
