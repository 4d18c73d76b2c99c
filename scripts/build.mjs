// Builds the bundles: `node scripts/build.mjs [--watch] [--dev]`.
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./lib/install.mjs";
import { bundledPackages, notices } from "./lib/notices.mjs";
import { root } from "./lib/project.mjs";

/** What the client's and the server's bundle may weigh together, without the decoder that is loaded lazily. */
const SIZE_LIMIT_BYTES = 1_000_000;

/**
 * mailparser is large (1.2 MB) and slow to load: it becomes a bundle of its own, and every `import("mailparser")`
 * in the server's bundles loads that one, when it is first needed.
 *
 * @type {import("esbuild").Plugin}
 */
const decoderApart = {
  name: "decoder-apart",
  setup(build) {
    build.onResolve({ filter: /^mailparser$/ }, () => ({ path: "./mailparser.cjs", external: true }));
  },
};

/**
 * Packages that vscode-languageclient asks for and this client has no use for, and what stands in their place; together
 * they weigh 49 kB. The editor's version is what `engines` in package.json says, or VS Code would not load us; and
 * neither our document selector nor our server has patterns of files.
 *
 * @type {Readonly<Record<string, string>>}
 */
const standIns = {
  "semver/functions/parse": "module.exports = (version) => ({ version, prerelease: [] });",
  "semver/functions/satisfies": "module.exports = () => true;",
  minimatch:
    'exports.Minimatch = class { constructor() { throw new Error("bundled without patterns of files"); } };',
};

/**
 * Features of vscode-languageclient for requests that our server does not answer; together they weigh 28 kB. One that is
 * needed some day goes from this list. (Notebooks stay: the feature of diagnostics asks for theirs.)
 */
const unusedFeatures =
  /^\.\/(?:fileOperations|rename|colorProvider|callHierarchy|typeHierarchy|linkedEditingRange|inlineValue|inlineCompletion|signatureHelp|typeDefinition|implementation|textDocumentContent)$/;

/** In place of each: a feature that announces nothing and registers nothing. */
const emptyFeature = `
class EmptyFeature {
  fillClientCapabilities() {}
  initialize() {}
  getState() { return { kind: "static" }; }
  clear() {}
}
module.exports = new Proxy({}, { get: () => EmptyFeature });
`;

/** @type {import("esbuild").Plugin} */
const unusedLeftOut = {
  name: "unused-left-out",
  setup(build) {
    const isClient = (/** @type {string} */ importer) => importer.includes("vscode-languageclient");
    build.onResolve({ filter: /^(?:semver\/|minimatch$)/ }, ({ path: name, importer }) =>
      name in standIns && isClient(importer) ? { path: name, namespace: "stand-in" } : undefined,
    );
    build.onResolve({ filter: unusedFeatures }, ({ path: name, importer }) =>
      isClient(importer) ? { path: name, namespace: "empty-feature" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "stand-in" }, ({ path: name }) => ({
      contents: standIns[name] ?? "",
      loader: "js",
    }));
    build.onLoad({ filter: /.*/, namespace: "empty-feature" }, () => ({
      contents: emptyFeature,
      loader: "js",
    }));
  },
};

/**
 * What client and server both speak, 120 kB: in a bundle of its own, which each of them loads, by the name that it is
 * imported by. (They are processes of their own, so nothing but the file is shared.)
 */
const protocolPackages = [
  "vscode-languageserver-protocol",
  "vscode-languageserver-protocol/node",
  "vscode-languageserver-types",
  "vscode-jsonrpc",
  "vscode-jsonrpc/node",
];

/** @type {import("esbuild").Plugin} */
const protocolApart = {
  name: "protocol-apart",
  setup(build) {
    build.onResolve(
      { filter: /^vscode-(?:jsonrpc|languageserver-(?:protocol|types))(?:\/node)?$/ },
      ({ path: name }) => ({
        path: name,
        namespace: "protocol",
      }),
    );
    build.onResolve({ filter: /^\.\/protocol\.cjs$/ }, ({ path: name }) => ({ path: name, external: true }));
    build.onLoad({ filter: /.*/, namespace: "protocol" }, ({ path: name }) => ({
      contents: `module.exports = require("./protocol.cjs")[${JSON.stringify(name)}];`,
      loader: "js",
    }));
  },
};

/**
 * What the session takes from each room that is a bundle of its own: all names that the room's index exports.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const rooms = Object.fromEntries(["decoder", "work"].map((room) => [room, exportedNames(room)]));

/** @param {string} room */
function exportedNames(room) {
  const text = readFileSync(path.join(root, `server/src/${room}/index.ts`), "utf8");
  const listed = [...text.matchAll(/^export \{ ([\w, ]+) \}/gm)].flatMap((found) =>
    (found[1] ?? "").split(", "),
  );
  const own = [...text.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map(
    (found) => found[1] ?? "",
  );
  return [...listed, ...own];
}

/**
 * Rooms of the server that are not needed before somebody asks for what they do: what reads bodies, and what works with
 * whole series and repositories. `import("../work/index.js")` in the server's bundle loads `work.cjs`.
 *
 * @type {import("esbuild").Plugin}
 */
const roomsApart = {
  name: "rooms-apart",
  setup(build) {
    build.onResolve({ filter: /^\.\.\/(?:decoder|work)\/index\.js$/ }, ({ kind, path: name }) =>
      kind === "dynamic-import" ? { path: `./${name.split("/")[1]}.cjs`, external: true } : undefined,
    );
  },
};

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  // ESM builds of dependencies shake better than their UMD ones, which also hide `require` from the bundler.
  mainFields: ["module", "main"],
  legalComments: "none",
  logLevel: "warning",
};

/**
 * @param {{ dev?: boolean }} options `dev`: readable, with source maps
 * @returns {import("esbuild").BuildOptions[]}
 */
function bundles({ dev = false }) {
  const options = { ...common, minify: !dev, sourcemap: dev };
  return [
    {
      ...options,
      entryPoints: ["client/src/main/node.ts"],
      outfile: "dist/client.cjs",
      external: ["vscode"],
      plugins: [unusedLeftOut, protocolApart],
    },
    {
      ...options,
      entryPoints: ["server/src/main/node.ts"],
      outfile: "dist/server.cjs",
      plugins: [decoderApart, protocolApart, roomsApart],
    },
    ...Object.entries(rooms).map(([room, names]) => ({
      ...options,
      // As ESM for the same reason as mailparser's below.
      stdin: {
        contents: `export { ${names.join(", ")} } from "./${room}/index.js";`,
        resolveDir: path.join(root, "server/src"),
      },
      outfile: `dist/${room}.cjs`,
      plugins: [decoderApart, protocolApart],
    })),
    {
      ...options,
      stdin: {
        contents: protocolPackages
          .map((name) => `exports[${JSON.stringify(name)}] = require(${JSON.stringify(name)});`)
          .join("\n"),
        resolveDir: path.join(root, "server/src"),
      },
      outfile: "dist/protocol.cjs",
      mainFields: ["main"],
    },
    { ...options, entryPoints: ["server/src/main/cli.ts"], outfile: "dist/cli.cjs", plugins: [decoderApart] },
    // Written as ESM so that esbuild notes the names of the exports where Node's import() looks for them.
    {
      ...options,
      stdin: {
        contents: 'export { MailParser, simpleParser } from "mailparser";',
        resolveDir: path.join(root, "server/src"),
      },
      outfile: "dist/mailparser.cjs",
      // Its dependencies differ between their ESM and CJS builds: CJS, as mailparser itself takes them.
      mainFields: ["main"],
    },
  ];
}

/**
 * Builds all bundles.
 *
 * @param {{ dev?: boolean }} [options]
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
      ` work with series ${kB(size("work.cjs"))};` +
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
