import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { root } from "./project.js";

/** The files below `folder` (relative to the project, and so returned) whose names end in `ending`, sorted. */
export function testFiles(folder: string, ending: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => path.posix.join(folder, name.replaceAll("\\", "/")));
}

/**
 * Bundles the in-host tests for VS Code to run.
 *
 * @returns `suite`: the bundle; `development`: a nearly empty extension, which VS Code wants as the one under
 *   development, while the extension that is tested is the installed one
 */
export async function bundleSuite(): Promise<{ readonly suite: string; readonly development: string }> {
  const development = path.join(root, ".build/in-host");
  mkdirSync(development, { recursive: true });
  writeFileSync(
    path.join(development, "package.json"),
    JSON.stringify({
      name: "in-host-tests",
      publisher: "patch-mail",
      version: "0.0.1",
      engines: { vscode: "*" },
    }),
  );
  const requires = testFiles("test/vscode/suite", ".test.ts").map(
    (file) => `require(${JSON.stringify(`./${file}`)});`,
  );
  const suite = path.join(development, "suite.cjs");
  await build({
    absWorkingDir: root,
    stdin: {
      resolveDir: root,
      contents:
        'const { runSuite } = require("./test/vscode/suite/runner.ts");\n' +
        `exports.run = () => runSuite(() => { ${requires.join(" ")} });`,
    },
    outfile: suite,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return { suite, development };
}
