import { expect, it } from "vitest";
import { NOTICES } from "../../../server/src/diagnostics/notices.js";
import { RULES } from "../../../server/src/diagnostics/rules/index.js";

it.each([...RULES.map(({ id: code, ...rule }) => ({ code, ...rule })), ...NOTICES])(
  "$code: its description and explanation say that problems are reported, and name no key",
  ({ description, explanation }) => {
    expect(`${description} ${explanation}`).not.toMatch(/\btold\b|\btells it\b|without a word|Ctrl/i);
  },
);
