import { expect, it } from "vitest";
import { mail, SEPARATOR } from "../../diagnostics/support.js";
import { fixed } from "./fixture.js";

const sound = mail({ separator: SEPARATOR });

it("counts a hunk's lines again", async () => {
  const { diff, text } = await fixed(sound.replace("-33,7 +33,8", "-33,7 +33,9"), "patch.corrupt-hunk");
  expect(diff).toEqual([
    "-@@ -33,7 +33,9 @@ static int frost_read(struct frost *frost, long *val)",
    "+@@ -33,7 +33,8 @@ static int frost_read(struct frost *frost, long *val)",
  ]);
  expect(text === sound).toBe(true);
});
