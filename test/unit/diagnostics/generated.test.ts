import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { LEVELS } from "../../../server/src/diagnostics/rule.js";
import { RULES } from "../../../server/src/diagnostics/rules/index.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));

interface Schema {
  readonly additionalProperties: boolean;
  readonly properties: Readonly<Record<string, { readonly enum: readonly string[] }>>;
}

it("settings schema and docs are what the rule table says (node scripts/generateRules.mjs writes them)", () => {
  const done = spawnSync(process.execPath, ["scripts/generateRules.mjs", "--check"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(done.stderr).toBe("");
  expect(done.status).toBe(0);
}, 60_000);

it("the manifest knows each rule and each level, and nothing else", () => {
  const manifest: { contributes: { configuration: { properties: Record<string, Schema> }[] } } = JSON.parse(
    readFileSync(`${root}/package.json`, "utf8"),
  );
  const schemas = manifest.contributes.configuration.flatMap(
    (section) => section.properties["patchMail.diagnostics.rules"] ?? [],
  );
  expect(schemas).toHaveLength(1);
  expect(schemas[0]?.additionalProperties).toBe(false);
  expect(Object.keys(schemas[0]?.properties ?? {})).toEqual(RULES.map((rule) => rule.id));
  for (const property of Object.values(schemas[0]?.properties ?? {}))
    expect(property.enum).toEqual([...LEVELS]);
});
