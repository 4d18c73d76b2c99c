import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { median, ms, printRows } from "./measure.js";

/**
 * Loads the bundled extension with a stand-in for the `vscode` module and calls `activate`: what it costs apart from
 * VS Code's own work. A plain script, since it runs in a process of its own, as the extension host would load it.
 */
const script = `
const Module = require("node:module");
const stub = () => {
  const target = function () {};
  const known = new Map();
  return new Proxy(target, {
    get(_, key) {
      if (key === "prototype") return target.prototype;
      if (key === Symbol.toPrimitive) return () => "";
      if (key === Symbol.iterator) return function* () {};
      if (key === "then") return undefined;
      if (key === "length") return 0;
      if (!known.has(key)) known.set(key, stub());
      return known.get(key);
    },
    set: () => true,
    has: () => true,
    apply: () => stub(),
    construct: () => stub(),
  });
};
const vscode = { version: "1.100.3" };
for (const name of process.argv[2].split(",")) vscode[name] = stub();
const load = Module._load;
Module._load = function (request, ...rest) {
  return request === "vscode" ? vscode : load.call(this, request, ...rest);
};
const context = {
  subscriptions: [],
  extension: { id: "patch-mail.patch-mail", packageJSON: {} },
  asAbsolutePath: (name) => name,
  extensionUri: stub(),
  workspaceState: stub(),
  globalState: stub(),
};
const start = performance.now();
const extension = require(process.argv[1]);
const loaded = performance.now();
extension.activate(context);
const done = performance.now();
process.stdout.write(JSON.stringify({ load: loaded - start, activate: done - loaded }));
process.exit(0);
`;

/** What the `vscode` module exports, by its types. */
function apiNames(projectRoot: string): string[] {
  const types = readFileSync(path.join(projectRoot, "node_modules/@types/vscode/index.d.ts"), "utf8");
  const names = [...types.matchAll(/^\s{1,4}export (?:namespace|class|enum) (\w+)/gm)];
  return names.map((match) => match[1] ?? "");
}

/** What activation costs, and what is shipped. */
export function benchActivation(projectRoot: string, rounds: number): void {
  const bundle = (name: string): string => path.join(projectRoot, "dist", name);
  if (!existsSync(bundle("client.cjs"))) {
    console.log("\nActivation: left out, there is no dist/client.cjs; run npm run build.");
    return;
  }
  const names = apiNames(projectRoot).join(",");
  const loads: number[] = [];
  const activations: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["-e", script, bundle("client.cjs"), names],
      {
        encoding: "utf8",
      },
    );
    if (status !== 0) throw new Error(`the extension did not activate: ${stderr.slice(-2000)}`);
    const figures = JSON.parse(stdout) as { readonly load: number; readonly activate: number };
    loads.push(figures.load);
    activations.push(figures.activate);
  }
  const size = (name: string): number => statSync(bundle(name)).size;
  const kB = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;
  const sum = size("client.cjs") + size("server.cjs");
  printRows(`Activation, median of ${rounds} fresh processes, with a stand-in for the vscode module`, [
    { what: "load dist/client.cjs", figure: ms(median(loads)) },
    {
      what: "activate() returns",
      figure: ms(median(activations)),
      target: "< 50 ms",
      isMet: median(activations) < 50,
    },
    {
      what: `bundles: client ${kB(size("client.cjs"))} + server ${kB(size("server.cjs"))}`,
      figure: kB(sum),
      target: "< 1000 kB",
      isMet: sum < 1_000_000,
    },
    { what: "the decoder, loaded when a message is decoded", figure: kB(size("decoder.cjs")) },
    { what: "its mailparser", figure: kB(size("mailparser.cjs")) },
    { what: "work with series, loaded when it is asked for", figure: kB(size("work.cjs")) },
  ]);
}
