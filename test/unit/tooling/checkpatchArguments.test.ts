import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checkpatchArguments } from "../../../server/src/work/scripts/checkpatchArguments.js";

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { readonly items?: { readonly pattern?: string } }>>;
    }[];
  };
}

const good = [
  ...["--strict", "--subjective", "--no-signoff", "--no-tree", "--ignore=LONG_LINE,CAMELCASE"],
  ...["--types=BAD_SIGN_OFF", "--max-line-length=80", "--min-conf-desc-length=1", "--tab-size=8"],
];
const bad = [
  ...["--root=/", "--fix", "--fix-inplace", "--codespellfile=/x", "--typedefsfile=x", "--git", "--file"],
  ...["--ignore", "--ignore=a;b", "--ignore=A\n--root=/", "-f", "x.patch", "", "--debug=x=1", "--", "-"],
];

it("the setting's pattern in the manifest and the server's own list take the same options", () => {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  const { contributes } = JSON.parse(text) as Manifest;
  const settings = Object.assign({}, ...contributes.configuration.map(({ properties }) => properties));
  const pattern = new RegExp(String(settings["patchMail.checkpatch.arguments"].items.pattern));
  expect([...good, ...bad].filter((each) => pattern.test(each))).toEqual(good);
  const { given, refused } = checkpatchArguments([...good, ...bad]);
  expect([given, refused]).toEqual([good, bad]);
});
