// What the bundles are made of: build.mjs builds them all, protocol tests the server's.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./project.mjs";

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
const rooms = Object.fromEntries(
  ["decoder", "diagnostics", "work"].map((room) => [room, exportedNames(room)]),
);

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
 * Rooms of the server that are not needed before somebody asks for what they do: what reads bodies, the rules, and what
 * works with whole series and repositories. `import("../work/index.js")` in the server's bundle loads `work.cjs`.
 *
 * @type {import("esbuild").Plugin}
 */
const roomsApart = {
  name: "rooms-apart",
  setup(build) {
    build.onResolve({ filter: /^\.\.\/(?:decoder|diagnostics|work)\/index\.js$/ }, ({ kind, path: name }) =>
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
 * @typedef {object} BuildOptions
 * @property {boolean} [dev] readable, with source maps
 */

/**
 * All bundles.
 *
 * @param {BuildOptions} options
 * @returns {import("esbuild").BuildOptions[]}
 */
export function bundles({ dev = false }) {
  const options = { ...common, minify: !dev, sourcemap: dev };
  return [
    {
      ...options,
      entryPoints: ["client/src/main/node.ts"],
      outfile: "dist/client.cjs",
      external: ["vscode"],
      plugins: [unusedLeftOut, protocolApart],
    },
    ...serverBundles("dist", { dev }),
    commandLineBundle("dist/cli.cjs", { dev }),
  ];
}

/**
 * The command `patch-mail`.
 *
 * @param {string} outfile
 * @param {BuildOptions} options
 * @returns {import("esbuild").BuildOptions}
 */
function commandLineBundle(outfile, { dev = false }) {
  return {
    ...common,
    minify: !dev,
    sourcemap: dev,
    entryPoints: ["server/src/main/cli.ts"],
    outfile,
    plugins: [decoderApart],
  };
}

/**
 * The server and what it loads.
 *
 * @param {string} folder
 * @param {BuildOptions} options
 * @returns {import("esbuild").BuildOptions[]}
 */
function serverBundles(folder, { dev = false }) {
  const options = { ...common, minify: !dev, sourcemap: dev };
  return [
    {
      ...options,
      entryPoints: ["server/src/main/node.ts"],
      outfile: `${folder}/server.cjs`,
      plugins: [decoderApart, protocolApart, roomsApart],
    },
    ...Object.entries(rooms).map(([room, names]) => ({
      ...options,
      // As ESM for the same reason as mailparser's below.
      stdin: {
        contents: `export { ${names.join(", ")} } from "./${room}/index.js";`,
        resolveDir: path.join(root, "server/src"),
      },
      outfile: `${folder}/${room}.cjs`,
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
      outfile: `${folder}/protocol.cjs`,
      mainFields: ["main"],
    },
    // Written as ESM so that esbuild notes the names of the exports where Node's import() looks for them.
    {
      ...options,
      stdin: {
        contents: 'export { MailParser, simpleParser } from "mailparser";',
        resolveDir: path.join(root, "server/src"),
      },
      outfile: `${folder}/mailparser.cjs`,
      // Its dependencies differ between their ESM and CJS builds: CJS, as mailparser itself takes them.
      mainFields: ["main"],
    },
  ];
}

/**
 * Builds the server as it is delivered, for tests.
 *
 * @param {string} folder its bundles are put there; `server.cjs` is the one to start
 */
export async function buildServer(folder) {
  const esbuild = await import("esbuild");
  await Promise.all(serverBundles(folder, {}).map((bundle) => esbuild.build(bundle)));
}

/**
 * Builds the command as it is delivered, without what reads HTML, for tests.
 *
 * @param {string} outfile
 */
export async function buildCommandLine(outfile) {
  const esbuild = await import("esbuild");
  await esbuild.build(commandLineBundle(outfile, {}));
}
