// Opens VS Code with the extension on the sample mailbox: `node scripts/start.mjs`. Works right after `git clone`.
import { ensureInstalled } from "./lib/install.mjs";
import { importTs } from "./lib/runTs.mjs";

await ensureInstalled();
const { packageExtension } = await import("./package.mjs");
const vsix = await packageExtension();
const { openSample } = await importTs("scripts/openSample.ts");
process.exitCode = await openSample(vsix);
