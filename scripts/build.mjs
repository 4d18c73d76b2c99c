// Builds the bundles: `node scripts/build.mjs [--watch] [--dev]`.
import { rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundles } from "./lib/bundles.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { bundledPackages, notices } from "./lib/notices.mjs";
import { root } from "./lib/project.mjs";

/** What the client's and the server's bundle may weigh together, without the decoder that is loaded lazily. */
const SIZE_LIMIT_BYTES = 1_000_000;

/**
 * Builds all bundles.
 *
 * @param {import("./lib/bundles.mjs").BuildOptions} [options]
 */
export async function build(options = {}) {
  const esbuild = await import("esbuild");
  rmSync(path.join(root, "dist"), { recursive: true, force: true });
  const results = await Promise.all(
    bundles(options).map((bundle) => esbuild.build({ ...bundle, metafile: true })),
  );
  const packages = bundledPackages(results.map((result) => result.metafile));
  writeFileSync(path.join(root, "dist/THIRD-PARTY-NOTICES.txt"), notices(packages));
}

/**
 * Sizes of the bundles in bytes, and whether client and server together keep under the limit.
 *
 * @returns {{ text: string, ok: boolean }}
 */
export function checkSize() {
  const size = (/** @type {string} */ name) => statSync(path.join(root, "dist", name)).size;
  const sum = size("client.cjs") + size("server.cjs") + size("protocol.cjs");
  const kB = (/** @type {number} */ bytes) => `${Math.round(bytes / 1000)} kB`;
  return {
    ok: sum < SIZE_LIMIT_BYTES,
    text:
      `bundles: client ${kB(size("client.cjs"))} + server ${kB(size("server.cjs"))}` +
      ` + protocol ${kB(size("protocol.cjs"))} = ${kB(sum)}` +
      ` (limit ${kB(SIZE_LIMIT_BYTES)}); lazily the decoder ${kB(size("decoder.cjs"))} and its mailparser ${kB(size("mailparser.cjs"))},` +
      ` rules ${kB(size("diagnostics.cjs"))}, work with series ${kB(size("work.cjs"))};` +
      ` command line ${kB(size("cli.cjs"))}`,
  };
}

async function watch() {
  const esbuild = await import("esbuild");
  for (const bundle of bundles({ dev: true })) await (await esbuild.context(bundle)).watch();
  console.log("Watching; Ctrl-C ends it.");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  if (process.argv.includes("--watch")) {
    await watch();
  } else {
    const dev = process.argv.includes("--dev");
    await build({ dev });
    const size = checkSize();
    console.log(size.text);
    if (!size.ok && !dev) process.exitCode = 1;
  }
}
