import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import type { Environment } from "./environment.js";

/**
 * The absolute path of a program that the PATH names, or null. Resolved here rather than by `spawn`, which on Windows
 * looks into the working directory first: a repository must not bring its own git. `wanted` may be an absolute path;
 * relative entries of the PATH are passed over.
 */
export async function findProgram(wanted: string, environment: Environment): Promise<string | null> {
  if (isAbsolute(wanted)) return (await isProgram(wanted)) ? wanted : null;
  if (wanted.includes("/") || wanted.includes("\\")) return null;
  const path = Object.entries(environment).find(([name]) => name.toUpperCase() === "PATH")?.[1] ?? "";
  const names = process.platform === "win32" ? [`${wanted}.exe`] : [wanted];
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    for (const name of names) {
      const candidate = join(folder, name);
      if (await isProgram(candidate)) return candidate;
    }
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
