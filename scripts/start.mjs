// Opens VS Code with the extension on the sample mailbox: `node scripts/start.mjs`. Works right after `git clone`.
// package.json starts it with `exec`: with a shell between, an interrupt that goes to npm alone would not arrive here.
import { ensureInstalled } from "./lib/install.mjs";
import { importTs } from "./lib/runTs.mjs";

await ensureInstalled();
const { packageExtension } = await import("./package.mjs");
const vsix = await packageExtension();
const { openSample } = await importTs("scripts/openSample.ts");
process.exitCode = await openSample(vsix);
