// Tests `.build/patch-mail.vsix` in real VS Codes: `node scripts/testVSCode.mjs [arguments of test/vscode/run.ts]`.
import { runTs } from "./lib/runTs.mjs";

process.exitCode = await runTs("test/vscode/run.ts", process.argv.slice(2));
