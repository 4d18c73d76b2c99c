// Builds and packages the extension: `node scripts/package.mjs`.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build, checkSize } from "./build.mjs";
import { execBin } from "./lib/exec.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { buildDir, vsixFile } from "./lib/project.mjs";

/**
 * Builds the bundles and packages them into `.build/patch-mail.vsix`.
 *
 * @returns {Promise<string>} the file
 */
export async function packageExtension() {
  await build();
  console.log(checkSize().text);
  mkdirSync(buildDir, { recursive: true });
  const { code, output } = await execBin(
    "vsce",
    [
      "package",
      "--no-dependencies",
      "--allow-missing-repository",
      "--no-rewrite-relative-links",
      "-o",
      vsixFile,
    ],
    { capture: true },
  );
  if (code !== 0) throw new Error(`vsce package failed:\n${output}`);
  return vsixFile;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  console.log(`Packaged ${path.relative(process.cwd(), await packageExtension())}`);
}
