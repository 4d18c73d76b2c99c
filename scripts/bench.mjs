// The benchmark: `npm run bench [-- arguments]`. Its code is test/bench/run.ts; timings need a quiet machine.
import { ensureInstalled } from "./lib/install.mjs";
import { runTs } from "./lib/runTs.mjs";

await ensureInstalled();
process.exitCode = await runTs("test/bench/run.ts", process.argv.slice(2), ["--expose-gc"]);
