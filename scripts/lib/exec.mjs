import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "./project.mjs";

/**
 * Runs a program in the project's folder to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ capture?: boolean, env?: Record<string, string> }} [options] `capture`: collect the output
 *   (it is returned) instead of showing it
 * @returns {Promise<{ code: number, output: string }>} the exit code, 127 when the program does not start
 */
export function exec(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: options.capture ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32",
    });
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", (error) => resolve({ code: 127, output: String(error) }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a program that one of our packages brings.
 *
 * @param {string} name its command name
 * @param {readonly string[]} args
 * @param {{ capture?: boolean, env?: Record<string, string> }} [options]
 */
export function execBin(name, args, options) {
  return exec(path.join(root, "node_modules/.bin", name), args, options);
}
