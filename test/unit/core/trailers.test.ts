import { describe, expect, it } from "vitest";
import { isPatchInfo, trailerName } from "../../../server/src/core/body/trailers.js";
import { mailOf, messageOf, rowsOf, variants } from "./read.js";

describe("a trailer's name", () => {
  it.each([
    ["Signed-off-by: Ada Frost <ada@example.org>", "Signed-off-by"],
    ["signed-off-by:Ada", "signed-off-by"],
    ["Assisted-by: Tool:model-1 [linter]", "Assisted-by"],
    ['Fixes: 0123456789ab ("x")', "Fixes"],
    ["Link: https://example.org/x", "Link"],
    ["Cc: stable@vger.kernel.org # 5.4+", "Cc"],
    ["Change-Id: I0123", "Change-Id"],
    ["Made-up-by: Ada", "Made-up-by"],
    ["Note: this is prose", ""],
    ["Fixes:", ""],
    ["Link:  ", ""],
    ["Signed-off-by Ada", ""],
    ["Signed off by: Ada", ""],
    [" Signed-off-by: Ada", ""],
    [": x", ""],
    [`${"a".repeat(50)}-by: x`, ""],
    ["", ""],
  ])("%j", (line, name) => {
    expect(line.slice(0, trailerName(line, 0, line.length))).toBe(name);
  });

  it("is that of the line, not of the next", () => {
    const text = "Fixes:\nx: y\n";
    expect(trailerName(text, 0, 6)).toBe(0);
  });
});

describe("what git and b4 write below a patch", () => {
  it.each([
    ["base-commit: 0123456789abcdef0123456789abcdef01234567", true],
    ["prerequisite-patch-id: 0123456789abcdef0123456789abcdef01234567", true],
    ["change-id: 20260303-frost-0123456789ab", true],
    ["prerequisite-change-id: 20260303-frost-0123456789ab:v2", true],
    ["prerequisite-message-id: <a@example.org>", true],
    ["base-commit: what is that", false],
    ["based on the frost tree", false],
  ])("%s", (line, expected) => {
    expect(isPatchInfo(line, 0, line.length)).toBe(expected);
  });
});

describe.each(variants)("trailers of a mail, $name", ({ of }) => {
  const text = of(
    mailOf(`Text about frost.

Fixes: 0123456789ab ("a subject that is
  folded")
Reported-by: Bo Berg <bo@example.com> (Documentation)
Cc: stable@vger.kernel.org # 5.4+
[ada: a remark]
Signed-off-by: Ada Frost <ada@example.org>
---
> Reviewed-by: Cy Dahl <cy@example.com>
`),
  );

  it("have names and values, with all that stands behind an address", () => {
    expect(messageOf(text).trailers.map(({ name, value, depth }) => [name, value, depth])).toEqual([
      ["Fixes", '0123456789ab ("a subject that is folded")', 0],
      ["Reported-by", "Bo Berg <bo@example.com> (Documentation)", 0],
      ["Cc", "stable@vger.kernel.org # 5.4+", 0],
      ["Signed-off-by", "Ada Frost <ada@example.org>", 0],
      ["Reviewed-by", "Cy Dahl <cy@example.com>", 1],
    ]);
  });

  it("stand where their spans say", () => {
    const [fixes, ...others] = messageOf(text).trailers;
    expect(fixes).toMatchObject({ line0: 5, endLine0: 7 });
    for (const { name, nameSpan, value, valueSpan } of others) {
      expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
      expect(text.slice(valueSpan.start, valueSpan.end)).toBe(value);
    }
  });
});

it("trailers below a dump end it", () => {
  const rows = rowsOf(
    "[    1.000001] BUG: KASAN: x\n[    1.000002] Call Trace:\nSigned-off-by: Ada <a@example.org>\n",
  );
  expect(rows.map((row) => row.split(" ")[0])).toEqual(["dump", "dump", "trailer"]);
});
