// Writes what follows from the rule table (server/src/diagnostics/rules/index.ts): the schema of the setting
// patchMail.diagnostics.rules in package.json, docs/diagnostics.md, and the lines of its headings.
//   node scripts/generateRules.mjs           writes all
//   node scripts/generateRules.mjs --check   exits 1 where one differs from what would be written
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { has, readJson, root } from "./lib/project.mjs";
import { importTs } from "./lib/runTs.mjs";

const SETTING = "patchMail.diagnostics.rules";
const MANIFEST = "package.json";
const DOCS = "docs/diagnostics.md";
const LINES = "server/src/diagnostics/documentedLines.generated.ts";
/** Counts over the benchmark mailbox, kept by test/corpus/bench5000.test.ts. */
const BENCH = "test/corpus/bench5000.json";
/** Line width of the manifest's formatter. */
const WIDTH = 110;

/**
 * @typedef {{
 *   id: string, received: string, draft: string, description: string, oracle: string, explanation: string,
 *   example: { wrong: string, right: string }
 * }} Rule
 * @typedef {{ code: string, description: string, explanation: string }} Notice
 * @typedef {{ rule: string, level: string, mails: number, reason: string }} Remainder
 * @typedef {{ mails: number, flagged: number, counts: Record<string, Record<string, number>>, remainder: Remainder[] }} Bench
 */

/** @param {Rule} rule */
const levelsOf = (rule) =>
  rule.received === rule.draft ? rule.received : `${rule.received}, in a draft ${rule.draft}`;

/**
 * The schema of the setting.
 *
 * @param {readonly Rule[]} rules
 * @param {readonly string[]} levels
 */
function schemaOf(rules, levels) {
  return {
    type: "object",
    default: {},
    scope: "resource",
    order: 1,
    additionalProperties: false,
    markdownDescription:
      'The level of each rule, for example `{"patch.diffstat-mismatch": "off"}`. A rule that is not named here has its own level: errors for what `git am` refuses, warnings for what was damaged on the way, hints and information about the commit log of mail received, warnings about that of your own patch that is not sent yet. The rules are described in `docs/diagnostics.md`.',
    properties: Object.fromEntries(
      rules.map((rule) => [
        rule.id,
        {
          type: "string",
          enum: levels,
          markdownDescription: `${rule.description} Default: ${levelsOf(rule)}.`,
        },
      ]),
    ),
  };
}

/**
 * JSON as the project's formatter writes it: arrays on one line where they fit, objects never.
 *
 * @param {unknown} value
 * @param {string} indent of the line that the value begins on
 * @param {number} column at which it begins
 * @returns {string}
 */
function json(value, indent, column) {
  if (Array.isArray(value)) {
    const flat = `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    if (column + flat.length + 1 <= WIDTH) return flat;
    return `[\n${value.map((item) => `${indent}  ${json(item, `${indent}  `, 0)}`).join(",\n")}\n${indent}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  const inner = `${indent}  `;
  const lines = entries.map(([key, item]) => {
    const start = `${inner}${JSON.stringify(key)}: `;
    return start + json(item, inner, start.length);
  });
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

/**
 * The manifest with the setting's value replaced; the rest stays as it is, byte for byte.
 *
 * @param {string} manifest
 * @param {object} schema
 */
function withSchema(manifest, schema) {
  const key = `${JSON.stringify(SETTING)}: `;
  const keyAt = manifest.indexOf(key);
  if (keyAt === -1) throw new Error(`${MANIFEST} has no ${SETTING}: add it with the value {}`);
  const start = keyAt + key.length;
  const indent = manifest.slice(manifest.lastIndexOf("\n", keyAt) + 1, keyAt);
  return manifest.slice(0, start) + json(schema, indent, 0) + manifest.slice(objectEnd(manifest, start));
}

/**
 * Offset behind the JSON object that begins at `start`.
 *
 * @param {string} text
 * @param {number} start
 */
function objectEnd(text, start) {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const c = text.charAt(at);
    if (inString) {
      if (c === "\\") at++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === "{") depth++;
    else if (c === "}" && --depth === 0) return at + 1;
  }
  throw new Error(`${MANIFEST}: the value of ${SETTING} does not end`);
}

/** @param {string} text a cell of a Markdown table */
const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** @param {string} text as a fenced block */
const fenced = (text) => `\`\`\`\n${text}\n\`\`\``;

/**
 * @param {readonly Rule[]} rules
 * @param {readonly Notice[]} notices
 * @param {Bench} bench
 */
function docsOf(rules, notices, bench) {
  const parts = [
    "# The rules of Patch Mail",
    "<!-- Generated by scripts/generateRules.mjs from server/src/diagnostics/rules and test/corpus/bench5000.json. Do not edit. -->",
    "An *error* is what `git am` refuses, and nothing else is one. A *warning* is damage that was done on the way, or something in your own patch that reviewers will send back. " +
      "*Information* and *hints* concern the commit log of other people's mail. Nothing is said about quoted text, but that a quoted hunk is not whole (`patch.quoted-hunk`, a hint). " +
      "A diff that a reply merely sketches gives information where a patch would give an error; a page saved from an archive gives information on each hunk that saving has damaged, and nothing else.",
    "A mail counts as a *draft* where it is a `git format-patch` file without transport fields (`Received:`, `List-Id:`, `X-Mailer:` …), quotes nobody, and its author or sender is git's user (`user.email` in the file's repository, else the user's own; in an untrusted workspace git is not asked). Everything else is *received*.",
    'Each level can be set: `"patchMail.diagnostics.rules": { "trailer.duplicate": "off" }`.',
    "| rule | received | draft | what |\n| --- | --- | --- | --- |\n" +
      rules
        .map(
          (rule) =>
            `| [${rule.id}](#${rule.id.replaceAll(".", "")}) | ${rule.received} | ${rule.draft} | ${cell(rule.description)} |`,
        )
        .join("\n"),
  ];
  for (const rule of rules) {
    parts.push(
      `## ${rule.id}`,
      `${rule.description} Level: ${levelsOf(rule)}.`,
      rule.explanation,
      `Who is right about it: ${rule.oracle}.`,
      "Wrong:",
      fenced(rule.example.wrong),
      "Right:",
      fenced(rule.example.right),
    );
  }
  parts.push(
    "## Codes without a rule",
    "They speak of the text itself, always as information, and have no setting.",
  );
  for (const notice of notices)
    parts.push(`### ${notice.code}`, `${notice.description} ${notice.explanation}`);
  parts.push(
    "## Where we differ from git",
    "`npm test` runs `git mailinfo` and `git apply` on fixtures, on mutations of them and on the corpus, and compares each refusal with our errors. Known differences:",
    [
      "- **The signature as a deletion.** Where a hunk counts one line more on the old side than it has, git takes the `-- ` line of the signature for that deletion and reads the patch without complaint; it then fails to apply. We say `patch.corrupt-hunk`.",
      "- **A doubled line of a file header** (`---`, `+++` or `diff --git` twice). git reads the second over the first, or trips over it; we begin a file at each, so the first has no hunk.",
      "- **Lines behind the last hunk.** git drops them without a word; we warn (`patch.corrupt-hunk`).",
      "- **Combined diffs** in a bare diff file (`git show` of a merge): git applies none; we take the file as something to read. In a mail it is `patch.empty`.",
      "- **Binary patches.** The base85 data of a `GIT binary patch` is not checked.",
      "- **Quoted-printable, base64.** git decodes first. Lines of such a body are not looked at on disk: nothing is said.",
      "- **Several patches in one mail** (as attachments): git stops at the first one that is corrupt; we tell of each, of those behind the first as information.",
    ].join("\n"),
    "## Counts over 5,000 mails",
    `The rules over the ${bench.mails} mails of one kernel list, oldest first, all of them received. The bar: warnings and errors on under 1 % of the mails. They are on ${bench.flagged} (${((100 * bench.flagged) / bench.mails).toFixed(2)} %).`,
    "| rule | error | warning | information | hint |\n| --- | ---: | ---: | ---: | ---: |\n" +
      rules
        .map((rule) => {
          const counts = bench.counts[rule.id] ?? {};
          const numbers = ["error", "warning", "information", "hint"].map((level) => counts[level] ?? 0);
          return `| ${rule.id} | ${numbers.join(" | ")} |`;
        })
        .join("\n"),
    "Why each of the errors and warnings is there:",
    "| rule | level | mails | reason |\n| --- | --- | ---: | --- |\n" +
      bench.remainder
        .map((row) => `| ${row.rule} | ${row.level} | ${row.mails} | ${cell(row.reason)} |`)
        .join("\n"),
  );
  return `${parts.join("\n\n")}\n`;
}

/**
 * The module that knows where in the docs each code has its heading.
 *
 * @param {string} docs
 * @param {readonly string[]} codes
 */
function linesOf(docs, codes) {
  const rows = docs.split("\n");
  const lines = codes.map((code) => {
    const at = rows.findIndex((row) => row === `## ${code}` || row === `### ${code}`);
    return `  ${JSON.stringify(code)}: ${at + 1},\n`;
  });
  return `// Generated by scripts/generateRules.mjs from docs/diagnostics.md. Do not edit.

/** 1-based line of each code's heading in docs/diagnostics.md. */
export const DOCUMENTED_LINES: Readonly<Record<string, number>> = {
${lines.join("")}};
`;
}

/** What the files should hold, by name. */
async function generate() {
  const { RULES } = await importTs("server/src/diagnostics/rules/index.ts");
  const { LEVELS } = await importTs("server/src/diagnostics/rule.ts");
  const { NOTICES } = await importTs("server/src/diagnostics/notices.ts");
  const docs = docsOf(RULES, NOTICES, readJson(BENCH));
  const codes = [
    ...RULES.map((/** @type {Rule} */ { id }) => id),
    ...NOTICES.map((/** @type {Notice} */ { code }) => code),
  ];
  return new Map([
    [MANIFEST, withSchema(readFileSync(path.join(root, MANIFEST), "utf8"), schemaOf(RULES, LEVELS))],
    [DOCS, docs],
    [LINES, linesOf(docs, codes)],
  ]);
}

/** Names of the files that differ from what would be written. */
async function drifted() {
  const files = await generate();
  return [...files.keys()].filter(
    (name) => !has(name) || readFileSync(path.join(root, name), "utf8") !== files.get(name),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (process.argv.includes("--check")) {
    const names = await drifted();
    for (const name of names)
      console.error(`${name} is not what the rule table says: run node scripts/generateRules.mjs`);
    if (names.length > 0) process.exitCode = 1;
  } else {
    for (const [name, content] of await generate()) {
      const file = path.join(root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      if (!has(name) || readFileSync(file, "utf8") !== content) writeFileSync(file, content);
    }
  }
}
