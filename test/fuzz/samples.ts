import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Longer files are cut: a short input is tried more often, and says more when it fails. */
const longest = 60_000;

/** The texts that are mutated: our fixtures and samples, and the shared corpus and seeds where they are. */
export function readSamples(projectRoot: string): string[] {
  const folders = ["test/fixtures", "test/grammar", "samples", "../shared/corpus", "../shared/seeds"];
  const texts: string[] = [];
  for (const folder of folders) {
    const place = path.join(projectRoot, folder);
    if (!existsSync(place)) {
      console.log(`(${folder} is not there)`);
      continue;
    }
    for (const name of readdirSync(place, { recursive: true, encoding: "utf8" }).sort()) {
      const file = path.join(place, name);
      if (/\.(?:gz|tsv|snap|md)$/.test(name) || !statSync(file).isFile()) continue;
      texts.push(readFileSync(file, "utf8").slice(0, longest));
    }
  }
  return texts;
}
