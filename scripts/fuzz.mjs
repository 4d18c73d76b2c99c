// Fuzzing: `npm run fuzz [-- arguments]`. Its code is test/fuzz/run.ts.
import { ensureInstalled } from "./lib/install.mjs";
import { runTs } from "./lib/runTs.mjs";

await ensureInstalled();
process.exitCode = await runTs("test/fuzz/run.ts", process.argv.slice(2));
