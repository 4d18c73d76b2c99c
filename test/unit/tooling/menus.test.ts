import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface Entry {
  readonly command?: string;
  readonly when?: string;
}

const { menus } = (
  JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
    readonly contributes: { readonly menus: Readonly<Record<string, readonly Entry[]>> };
  }
).contributes;

it("the menu of what edits a draft has all of it", () => {
  const commands = menus["patchMail.editDiff"]?.map(({ command }) => command);
  expect(commands).toEqual(
    expect.arrayContaining([
      "patchMail.recountHunks",
      "patchMail.refreshDiffstat",
      "patchMail.addSignoff",
      "patchMail.fixAll",
    ]),
  );
});

it.each(["patchMail.choosePreset", "patchMail.chooseMailIs", "patchMail.fixAll", "patchMail.addSignoff"])(
  "the palette has %s only with mail at hand",
  (wanted) => {
    const entry = menus["commandPalette"]?.find(({ command }) => command === wanted);
    expect(entry?.when).toContain("editorLangId =~ /^(patch-mail|diff)$/");
  },
);
