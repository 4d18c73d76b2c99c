// Writes server/src/settings.generated.ts from contributes.configuration of package.json, the one source of settings.
//   node scripts/generateSettings.mjs           writes it
//   node scripts/generateSettings.mjs --check   exits 1 where it differs from what would be written
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * @typedef {{
 *   type?: string | string[], enum?: (string | boolean | number)[], default?: unknown, pattern?: string,
 *   minimum?: number, maximum?: number, items?: Schema, properties?: Record<string, Schema>,
 *   additionalProperties?: boolean | Schema, description?: string, markdownDescription?: string
 * }} Schema
 * @typedef {{ type: string, read: string, summary: string }} Leaf
 * @typedef {Map<string, Leaf | Tree>} Tree
 */

const root = new URL("..", import.meta.url);
const target = new URL("server/src/settings.generated.ts", root);

/** @param {unknown} value */
const code = (value) => JSON.stringify(value);
/** @param {(string | boolean | number)[]} values */
const union = (values) => values.map(code).join(" | ");

/**
 * TypeScript type and reader call of one setting. Throws for a form that the reader does not know: extend both.
 * @param {string} key
 * @param {Schema} schema
 * @returns {Leaf}
 */
function leaf(key, schema) {
  const summary = firstSentence(schema.markdownDescription ?? schema.description ?? "");
  if (schema.default === undefined) throw new Error(`patchMail.${key} has no default`);
  const start = `${code(key)}, ${code(schema.default)}`;
  if (schema.enum !== undefined) {
    return {
      type: union(schema.enum),
      read: `read.choice<${union(schema.enum)}>(${start}, ${code(schema.enum)})`,
      summary,
    };
  }
  switch (schema.type) {
    case "string": {
      const pattern = schema.pattern === undefined ? "" : `, ${new RegExp(schema.pattern).toString()}`;
      return { type: "string", read: `read.string(${start}${pattern})`, summary };
    }
    case "boolean":
      return { type: "boolean", read: `read.boolean(${start})`, summary };
    case "number":
    case "integer": {
      const bounds = [schema.minimum, schema.maximum].map((bound) => bound ?? "undefined").join(", ");
      return { type: "number", read: `read.number(${start}, ${bounds})`, summary };
    }
    case "array":
      if (schema.items?.type !== "string") throw new Error(`patchMail.${key}: only lists of texts are known`);
      return { type: "readonly string[]", read: `read.strings(${start})`, summary };
    case "object": {
      const extra = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
      if (extra?.type === "string" && extra.enum === undefined) {
        return { type: "Readonly<Record<string, string>>", read: `read.texts(${start})`, summary };
      }
      const values = extra?.enum ?? Object.values(schema.properties ?? {})[0]?.enum;
      if (values === undefined) throw new Error(`patchMail.${key}: only objects of choices are known`);
      const keys = extra === undefined ? code(Object.keys(schema.properties ?? {})) : "null";
      return {
        type: `Readonly<Record<string, ${union(values)}>>`,
        read: `read.choices<${union(values)}>(${start}, ${code(values)}, ${keys})`,
        summary,
      };
    }
    default:
      throw new Error(`patchMail.${key}: the type ${code(schema.type)} is not known`);
  }
}

/** @param {string} text */
function firstSentence(text) {
  const end = text.search(/[.;](\s|$)|, for example/);
  return (end === -1 ? text : text.slice(0, end)).replaceAll("*/", "* /");
}

/**
 * @param {Tree} tree
 * @param {string} key
 * @param {Leaf} value
 */
function put(tree, key, value) {
  const parts = key.split(".");
  const last = parts.pop() ?? key;
  let at = tree;
  for (const part of parts) {
    const next = at.get(part) ?? new Map();
    if (!(next instanceof Map)) throw new Error(`patchMail.${key} stands below another setting`);
    at.set(part, next);
    at = next;
  }
  if (at.has(last)) throw new Error(`patchMail.${key} is there twice, or has settings below it`);
  at.set(last, value);
}

/** @param {Tree} tree @returns {string} */
function typeOf(tree) {
  const lines = [...tree].map(([name, value]) =>
    value instanceof Map
      ? `readonly ${code(name)}: ${typeOf(value)};`
      : `${value.summary === "" ? "" : `/** ${value.summary}. */\n`}readonly ${code(name)}: ${value.type};`,
  );
  return `{\n${lines.join("\n")}\n}`;
}

/** @param {Tree} tree @returns {string} */
function readOf(tree) {
  const lines = [...tree].map(
    ([name, value]) => `${code(name)}: ${value instanceof Map ? readOf(value) : value.read},`,
  );
  return `{\n${lines.join("\n")}\n}`;
}

/** @returns {string} */
function generate() {
  const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
  /** @type {{ properties: Record<string, Schema> }[]} */
  const sections = [manifest.contributes.configuration].flat();
  /** @type {Tree} */
  const tree = new Map();
  for (const section of sections) {
    for (const [name, schema] of Object.entries(section.properties)) {
      const key = name.slice("patchMail.".length);
      if (!name.startsWith("patchMail.")) throw new Error(`${name} does not begin with patchMail.`);
      put(tree, key, leaf(key, schema));
    }
  }
  const source = [
    "// Generated by scripts/generateSettings.mjs from package.json (contributes.configuration). Do not edit.",
    'import type { SettingsReader } from "./settingsReader.js";',
    "",
    "/** The settings under `patchMail`, as in the manifest. */",
    `export interface Settings ${typeOf(tree)}`,
    "",
    "/** Reads all settings; what is missing or wrong becomes the manifest's default. */",
    `export function readSettings(read: SettingsReader): Settings { return ${readOf(tree)}; }`,
    "",
  ].join("\n");
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  return execFileSync(
    process.execPath,
    [biome, "format", "--stdin-file-path=server/src/settings.generated.ts"],
    {
      cwd: fileURLToPath(root),
      input: source,
      encoding: "utf8",
    },
  );
}

const wanted = generate();
if (process.argv.includes("--check")) {
  const present = (() => {
    try {
      return readFileSync(target, "utf8");
    } catch {
      return "";
    }
  })();
  if (present !== wanted) {
    console.error(
      "server/src/settings.generated.ts differs from package.json. Run: node scripts/generateSettings.mjs",
    );
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, wanted);
}
