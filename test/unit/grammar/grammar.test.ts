import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { grammar } from "../../../syntaxes/grammar.mjs";
import { hasShared, sharedDir } from "../../corpus/shared.js";
import { loadGrammar, root, tokenize } from "./tokenize.js";

interface Manifest {
  readonly contributes: {
    readonly languages: readonly {
      readonly id: string;
      readonly firstLine?: string;
      readonly extensions?: readonly string[];
    }[];
    readonly grammars: readonly {
      readonly language: string;
      readonly scopeName: string;
      readonly path: string;
    }[];
    readonly configurationDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}

const { contributes } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
const language = contributes.languages.find(({ id }) => id === "patch-mail");

describe("the grammar", () => {
  it("is what its source says (node syntaxes/grammar.mjs)", () => {
    const file = path.join(root, "syntaxes/patch-mail.tmLanguage.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(grammar)));
    expect(contributes.grammars).toEqual([
      { language: "patch-mail", scopeName: grammar.scopeName, path: "./syntaxes/patch-mail.tmLanguage.json" },
    ]);
  });

  it("is at the same state after each message, whatever the message left open", async () => {
    const textmate = await loadGrammar();
    const first = "From a@example.org Mon Mar  9 13:40:05 2026";
    const after = `${first}\nSubject: x\n\n- a bullet\n`;
    const want = tokenize(textmate, after);
    const names = [
      "attachments.eml",
      "b4-single.eml",
      "dumps.eml",
      "header-only.eml",
      "page.eml",
      "plain.patch",
      "quoted-diff.eml",
      "quotes.eml",
      "series.mbox",
      "unterminated.patch",
    ];
    for (const name of names) {
      const text = readFileSync(path.join(root, "test/fixtures/mail", name), "utf8");
      expect(tokenize(textmate, `${text}\n${after}`).slice(-want.length), name).toEqual(want);
    }
  });

  it("gives the same colours to CRLF as to LF", async () => {
    const textmate = await loadGrammar();
    const text = readFileSync(path.join(root, "samples/review.mbox"), "utf8");
    expect(tokenize(textmate, text.replaceAll("\n", "\r\n"))).toEqual(tokenize(textmate, text));
  });

  it("covers each line whole, and no line costs more than its length", async () => {
    const textmate = await loadGrammar();
    const long = 19_000;
    const lines = [
      ">".repeat(long),
      "> ".repeat(long / 2),
      `On ${"x:".repeat(long / 2)}`,
      "a wrote ".repeat(long / 8),
      ` ${"a".repeat(long)} |`,
      "<a".repeat(long / 2),
      "0123456789abcdef".repeat(long / 16),
      `Signed-off-by: ${"<".repeat(long)}`,
      `Cc: ${" ".repeat(long)}x`,
      "-".repeat(long),
      " ".repeat(long),
      `${"A".repeat(long)}:`,
      `--- ${"a/".repeat(long / 2)}`,
    ];
    for (const text of lines) {
      const tokens = tokenize(textmate, text)[0] ?? [];
      expect(tokens.map((token) => token.text).join("")).toBe(text);
    }
  });
});

describe("the language", () => {
  const firstLine = new RegExp(language?.firstLine ?? "(?!)");

  it.each([
    "From 496533a6c8f31c71a7e4e5e1ee69ce4cbbd4e1d8 Mon Sep 17 00:00:00 2001",
    "From bo@example.com Mon Mar  9 13:40:05 2026",
    "From mboxrd@z Thu Jan  1 00:00:00 1970",
    "Return-Path: <anna@example.org>",
    "Return-path: <anna@example.org>",
    "Received: from mail.example.org",
    "Message-ID: <a@example.org>",
    "Message-Id: <a@example.org>",
    "Delivered-To: linux@example.org",
    "Date: Mon, 9 Mar 2026 10:17:29 +0100",
    "From: Anna Berg <anna@example.org>",
    "Subject: [PATCH v2 1/3] lamp: Fix",
    "public inbox for linux-hwmon@example.org",
    "* [PATCH v2 2/3] hwmon: (frost) Report the alarm of the second channel",
    "* Re: [RFC PATCH net-next] lamp: Fix",
    "* [BUG] the lamp does not burn",
  ])("knows the first line %j", (text) => {
    expect(text).toMatch(firstLine);
  });

  it.each([
    "From here on, it is prose",
    "From Monday to Friday, 2026",
    "From: here",
    "Subject: a letter",
    "Date: today",
    "Note: nothing",
    "public inbox for letters",
    "* a bullet",
    "* [x] done: the PATCH of yesterday",
    "* [link](https://example.org/PATCH)",
    "#!/bin/sh",
    "import x from 'From a@b Mon Mar  9 13:40:05 2026'",
  ])("leaves the first line %j alone", (text) => {
    expect(text).not.toMatch(firstLine);
  });

  it.skipIf(!hasShared("seeds", 1))("knows the pages and mails of the seeds, which are .txt", () => {
    const seeds = readdirSync(path.join(sharedDir, "seeds")).filter((name) => name.endsWith(".txt"));
    expect(seeds).toHaveLength(5);
    for (const name of seeds)
      expect(readFileSync(path.join(sharedDir, "seeds", name), "utf8").split("\n", 1)[0]).toMatch(firstLine);
  });

  it("claims mail and patches, and leaves .diff and .rej to VS Code", () => {
    expect([...(language?.extensions ?? [])].sort()).toEqual([".eml", ".mbox", ".mbx", ".patch"]);
  });

  it("saves a patch as it is", () => {
    expect(contributes.configurationDefaults["[patch-mail]"]).toMatchObject({
      "files.trimTrailingWhitespace": false,
      "files.trimFinalNewlines": false,
      "files.insertFinalNewline": false,
      "editor.formatOnSave": false,
      "editor.detectIndentation": false,
      "editor.insertSpaces": false,
      "editor.tabSize": 8,
      "editor.autoClosingBrackets": "never",
      "editor.autoClosingQuotes": "never",
      "editor.bracketPairColorization.enabled": false,
      "editor.wordBasedSuggestions": "off",
      "editor.rulers": [75],
      "editor.semanticHighlighting.enabled": true,
    });
    expect(contributes.configurationDefaults["files.readonlyInclude"]).toEqual({ "**/*.{mbox,mbx}": true });
  });
});
