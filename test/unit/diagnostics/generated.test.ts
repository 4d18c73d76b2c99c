import { expect, it } from "vitest";
import { drifted, schemaOf } from "../../../scripts/generateRules.mjs";
import { LEVELS } from "../../../server/src/diagnostics/rule.js";
import { RULES } from "../../../server/src/diagnostics/rules/index.js";

it("settings schema and docs are what the rule table says (node scripts/generateRules.mjs writes them)", async () => {
  expect(await drifted()).toEqual([]);
}, 60_000);

it("the schema knows each rule and each level, and nothing else", () => {
  const schema = schemaOf(RULES, LEVELS);
  expect(Object.keys(schema.properties)).toEqual(RULES.map((rule) => rule.id));
  expect(schema.additionalProperties).toBe(false);
  for (const property of Object.values(schema.properties)) expect(property.enum).toEqual([...LEVELS]);
});
