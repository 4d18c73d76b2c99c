// The import law of ARCHITECTURE.md: which room may know which.
import path from "node:path";
import { parseSync } from "oxc-parser";

/** One module that a source names. */
export interface Import {
  /** As written; `(computed)` where it is no literal. */
  readonly from: string;
  /** Nothing of it exists at run time. */
  readonly isType: boolean;
}

/** The part of a syntax tree's node that is looked at; ESTree with TypeScript, of which oxc-parser exports no union. */
interface Node {
  readonly type?: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text of a string literal. */
function literal(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  return typeof value["value"] === "string" ? value["value"] : literal(value["literal"]);
}

/** Whether an import or export statement is about types only, as a whole or name by name. */
function isTypeStatement(node: Node): boolean {
  const isType = (part: unknown) => isNode(part) && (part["importKind"] ?? part["exportKind"]) === "type";
  const names = Array.isArray(node["specifiers"]) ? node["specifiers"] : [];
  return isType(node) || (names.length > 0 && names.every(isType));
}

/** The module that one node names by itself, if any. */
function importOf(node: Node): Import | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration": {
      const from = literal(node["source"]);
      return from === undefined ? undefined : { from, isType: isTypeStatement(node) };
    }
    case "ImportExpression":
      return { from: literal(node["source"]) ?? "(computed)", isType: false };
    case "TSImportType":
      return { from: literal(node["source"] ?? node["argument"]) ?? "(computed)", isType: true };
    case "CallExpression": {
      const { callee, arguments: values } = node;
      if (!isNode(callee) || callee["name"] !== "require") return undefined;
      return {
        from: (Array.isArray(values) ? literal(values[0]) : undefined) ?? "(computed)",
        isType: false,
      };
    }
    default:
      return undefined;
  }
}

/** Calls `see` for each node of a syntax tree, outer ones first. */
function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const child of value) visit(child, see);
  } else if (isNode(value)) {
    see(value);
    for (const child of Object.values(value)) visit(child, see);
  }
}

function programOf(file: string, source: string): unknown {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  return program;
}

function importsIn(program: unknown): Import[] {
  const found: Import[] = [];
  visit(program, (node) => {
    const named = importOf(node);
    if (named !== undefined) found.push(named);
  });
  return found;
}

/** All modules that a source names: imports, re-exports, `import()`, `require()` and `import("…")` types. */
export const importsOf = (file: string, source: string): Import[] => importsIn(programOf(file, source));

/** The pure rooms of server/src, and the rooms that each may import from. */
const pureRooms: Readonly<Record<string, readonly string[]>> = {
  core: ["core"],
  threads: ["core", "threads"],
  patches: ["core", "threads", "patches"],
  features: ["core", "threads", "features", "diagnostics"],
  diagnostics: ["core", "threads", "features", "diagnostics"],
};

/** Packages that hold the protocol's data types; nothing of them at run time in the pure rooms. */
const protocolTypes = ["vscode-languageserver-types", "vscode-languageserver-protocol"];

/** Libraries that only the adapters know. */
const adapted = ["mailparser", "parse-diff"];

/** Files that load the rooms which are bundles of their own. */
const isLoader = (file: string): boolean =>
  file === "server/src/lsp/session.ts" || file === "server/src/main/node.ts";

/** What is wrong with one import of `file` (relative to the project, with `/`), or undefined. */
function violation(file: string, found: Import): string | undefined {
  const { from, isType } = found;
  const isRelative = from.startsWith(".");
  const target = isRelative ? path.posix.join(path.posix.dirname(file), from) : from;
  if (adapted.includes(from) && !file.startsWith("server/src/adapters/")) {
    return `${from} is imported by server/src/adapters only`;
  }
  if (file.startsWith("client/")) {
    const isOwn = !isRelative || target.startsWith("client/");
    // Types are how the two sides agree on requests; code of the server has no place in the client's bundle.
    return isOwn || isType ? undefined : "the client imports types of the server only";
  }
  if (file.startsWith("server/src/") && (from === "vscode" || from.startsWith("vscode-languageclient"))) {
    return "the server knows no editor";
  }
  if (/^server\/src\/(?:work|decoder|diagnostics)\/index\.js$/.test(target) && !isType && !isLoader(file)) {
    return "this room is loaded by the session or the entry, by import()";
  }
  if (
    /^server\/src\/(?:work|git|mailboxes)\//.test(file) &&
    target.startsWith("server/src/lsp/") &&
    !isType
  ) {
    return "this room knows the session by its types only";
  }
  const room = /^server\/src\/([^/]+)\//.exec(file)?.[1];
  const allowed = room === undefined ? undefined : pureRooms[room];
  if (room === undefined || allowed === undefined) return undefined;
  if (isRelative) {
    const targetRoom = /^server\/src\/([^/]+)\//.exec(target)?.[1];
    if (targetRoom !== undefined && allowed.includes(targetRoom)) return undefined;
    return `${room} imports from ${allowed.join(", ")} only`;
  }
  if (protocolTypes.includes(from)) return isType ? undefined : `${room} imports types of ${from} only`;
  return `${room} imports no ${from.startsWith("node:") ? "Node module" : "package"}`;
}

/**
 * Errors that cross from one bundle to another. Each bundle has a class of its own, so they are known by their name
 * (`isMailStoreError`): `instanceof` says no to the same error of another bundle.
 */
const crossingErrors = ["MailStoreError"];

/** The breaches of the law in one file (relative to the project, with `/`), each a line for a reader. */
export function breachesOf(file: string, source: string): string[] {
  const program = programOf(file, source);
  const imports = importsIn(program).flatMap((found) => {
    const why = violation(file, found);
    return why === undefined ? [] : [`${file}: "${found.from}": ${why}`];
  });
  if (!file.startsWith("server/src/")) return imports;
  const byClass: string[] = [];
  visit(program, ({ type, operator, right }) => {
    const name =
      type === "BinaryExpression" && operator === "instanceof" && isNode(right) ? right["name"] : "";
    if (typeof name === "string" && crossingErrors.includes(name))
      byClass.push(`${file}: instanceof ${name}: each bundle has a class of its own, use is${name}`);
  });
  return [...imports, ...byClass];
}

/** Circles of files that import each other, types too: each a line for a reader. `sources`: texts by file, as for `breachesOf`. */
export function circlesOf(sources: ReadonlyMap<string, string>): string[] {
  const targets = new Map<string, readonly string[]>();
  for (const [file, source] of sources) {
    const folder = path.posix.dirname(file);
    const own = importsOf(file, source).map(({ from }) =>
      path.posix.join(folder, from).replace(/\.js$/, ".ts"),
    );
    targets.set(
      file,
      own.filter((target) => sources.has(target)),
    );
  }
  const circles: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const walk = (file: string): void => {
    const at = way.indexOf(file);
    if (at !== -1) circles.push([...way.slice(at), file].join(" → "));
    if (at !== -1 || done.has(file)) return;
    way.push(file);
    for (const target of targets.get(file) ?? []) walk(target);
    way.pop();
    done.add(file);
  };
  for (const file of sources.keys()) walk(file);
  return circles;
}
