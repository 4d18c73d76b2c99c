import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { documentLinks } from "../../../server/src/features/documentLink.js";
import { options, parsed } from "./fixture.js";
import { faults } from "./invariants.js";

const shared = fileURLToPath(new URL("../../../../shared/", import.meta.url));

function filesBelow(folder: string): string[] {
  const path = join(shared, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Real mail and patches, read from beside the project where they are there; never copied into it. */
const files = [...filesBelow("corpus"), ...filesBelow("seeds")].filter(
  (file) => !/\.(md|tsv|gz)$/.test(file),
);

it("folds, tokens and symbols are sound over real mail", () => {
  if (files.length === 0) {
    console.info("skipped: ../shared is absent, 0 files checked");
    return;
  }
  const wrong: string[] = [];
  for (const file of files) {
    // Bytes that are no UTF-8 become U+FFFD, as in an editor.
    const document = parsed(readFileSync(file, "utf8"));
    for (const fault of faults(document)) wrong.push(`${relative(shared, file)}: ${fault}`);
    for (const { range } of documentLinks(document, options)) {
      if (range.start.line !== range.end.line) wrong.push(`${relative(shared, file)}: a link over two lines`);
    }
  }
  console.info(`folds, tokens, symbols and links of ${files.length} files checked`);
  expect(wrong).toEqual([]);
});
