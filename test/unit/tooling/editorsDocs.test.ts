import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8");
const docs = read("docs/editors.md");

/** First cells of the table below a heading. */
function namesBelow(heading: string): string[] {
  const [, section = ""] =
    new RegExp(`^### ${heading}[^\\n]*\\n([^]*?)(?=^### |^## |(?![^]))`, "m").exec(docs) ?? [];
  const cells = section.split("\n").flatMap((row) => /^\| (`[^|]+) \|/.exec(row)?.[1] ?? []);
  return cells.flatMap((cell) => [...cell.matchAll(/`([\w.]+)`/g)].map((found) => found[1] ?? ""));
}

it("docs/editors.md lists the initializationOptions that the server reads", () => {
  const source = read("server/src/lsp/clientFacts.ts");
  const asked = [...source.matchAll(/initialization\["(\w+)"\]/g)].map((found) => found[1] ?? "");
  // Another name of `settings`.
  const options = new Set(asked.filter((name) => name !== "patchMail"));
  expect(namesBelow("`initializationOptions`").toSorted()).toEqual([...options].toSorted());
});

it("docs/editors.md lists settings that there are, those of rules, checkpatch and formatting among them", () => {
  const manifest: { contributes: { configuration: { properties: object }[] } } = JSON.parse(
    read("package.json"),
  );
  const settings = manifest.contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
  const listed = namesBelow("Settings").map((name) => `patchMail.${name}`);
  expect(listed.filter((name) => !settings.includes(name))).toEqual([]);
  const ofServer = settings.filter((name) => /^patchMail\.(?:diagnostics|checkpatch|format)\./.test(name));
  expect(ofServer.filter((name) => !listed.includes(name))).toEqual([]);
});
