import { describe, expect, it } from "vitest";
import { breachesOf, circlesOf, importsOf } from "../../../scripts/lib/importLaw.js";

describe("importsOf", () => {
  it("finds every way to name a module, and which are types only", () => {
    const source = `
      import type { A } from "a";
      import { type B } from "b";
      import { type C, d } from "c";
      import "e";
      export type { F } from "f";
      export * from "g";
      const lazy = import("h");
      type I = import("i").I;
      const j = require("j");
      // import "comment";
      const text = 'import "string"';
    `;
    const found = importsOf("x.ts", source).map(({ from, isType }) => `${from}${isType ? " (type)" : ""}`);
    expect(found).toEqual(["a (type)", "b (type)", "c", "e", "f (type)", "g", "h", "i (type)", "j"]);
  });
});

const bad: readonly [file: string, source: string][] = [
  ["server/src/core/x.ts", 'import { readFileSync } from "node:fs";'],
  ["server/src/core/x.ts", 'import type { Feature } from "../features/feature.js";'],
  ["server/src/core/mail/x.ts", 'import { simpleParser } from "mailparser";'],
  ["server/src/core/x.ts", 'const fs = require("fs");'],
  ["server/src/threads/x.ts", 'import { ask } from "../git/ask.js";'],
  ["server/src/threads/x.ts", 'import type { Feature } from "../features/feature.js";'],
  ["server/src/features/x.ts", 'import { DiagnosticSeverity } from "vscode-languageserver-types";'],
  ["server/src/features/x.ts", 'import { createConnection } from "vscode-languageserver/node";'],
  ["server/src/features/x.ts", 'import { Uri } from "vscode";'],
  ["server/src/features/x.ts", 'export const decode = () => import("../adapters/decode.js");'],
  ["server/src/features/x.ts", 'type Link = import("../lsp/host.js").Link;'],
  ["server/src/diagnostics/rules/x.ts", 'export { join } from "node:path";'],
  ["server/src/lsp/x.ts", 'import parseDiff from "parse-diff";'],
  ["server/src/lsp/x.ts", 'import * as vscode from "vscode";'],
  ["server/src/work/writing/x.ts", 'import { within } from "../../lsp/within.js";'],
  ["client/src/x.ts", 'import { parse } from "../../server/src/core/parse.js";'],
  ["server/src/work/x.ts", "const is = (error) => !(error instanceof MailStoreError);"],
];

const good: readonly [file: string, source: string][] = [
  ["server/src/core/mail/x.ts", 'import { LineTable } from "../text/lineTable.js";'],
  ["server/src/threads/x.ts", 'import type { Message } from "../core/model.js";'],
  ["server/src/features/x.ts", 'import type { Hover } from "vscode-languageserver-types";'],
  ["server/src/diagnostics/x.ts", 'import type { ParsedDocument } from "../features/feature.js";'],
  ["server/src/adapters/x.ts", 'export const load = () => import("mailparser");'],
  ["server/src/git/x.ts", 'import { spawn } from "node:child_process";'],
  ["server/src/work/x.ts", "const is = (error) => error instanceof RangeError;"],
  ["server/src/work/x.ts", 'import type { Clock } from "../lsp/host.js";'],
  ["client/src/x.ts", 'import * as vscode from "vscode";'],
  ["client/src/x.ts", 'import type { Jump } from "../../server/src/features/navigate.js";'],
];

describe("the import law", () => {
  it.each(bad)("forbids in %s: %s", (file, source) => {
    expect(breachesOf(file, source)).toHaveLength(1);
  });
  it.each(good)("allows in %s: %s", (file, source) => {
    expect(breachesOf(file, source)).toEqual([]);
  });
});

describe("circles of files", () => {
  it("are found, also of types alone", () => {
    const sources = new Map([
      ["server/src/lsp/a.ts", 'import { b } from "./b.js"; import "node:fs";'],
      ["server/src/lsp/b.ts", 'import type { C } from "../work/c.js"; import { d } from "./d.js";'],
      ["server/src/work/c.ts", 'import type { A } from "../lsp/a.js";'],
      ["server/src/lsp/d.ts", "export const d = 1;"],
    ]);
    expect(circlesOf(sources)).toEqual([
      "server/src/lsp/a.ts → server/src/lsp/b.ts → server/src/work/c.ts → server/src/lsp/a.ts",
    ]);
    sources.set("server/src/work/c.ts", 'import { d } from "../lsp/d.js";');
    expect(circlesOf(sources)).toEqual([]);
  });
});
