// Copies the screenshots of the last `npm test` that the documentation shows: `npm run screenshots`.
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { artifactsDir, root } from "./lib/project.mjs";

/** The newest VS Code that the tests run on. */
const version = "4.139.1";
const target = path.join(root, "docs/images");

// The README and the docs say what is wanted: every picture they name.
const wanted = ["README.md", "docs/README.md"]
  .filter((file) => existsSync(path.join(root, file)))
  .flatMap((file) => readFileSync(path.join(root, file), "utf8").match(/images\/[\w-]+\.png/g) ?? [])
  .map((name) => path.basename(name));
mkdirSync(target, { recursive: true });
for (const name of new Set(wanted)) {
  const from = path.join(artifactsDir, version, name);
  if (existsSync(from)) {
    cpSync(from, path.join(target, name));
    console.log(`docs/images/${name}`);
  } else {
    console.error(`${name} is not among the screenshots; run \`npm test -- vscode\` first.`);
    process.exitCode = 1;
  }
}
