import { codeLine } from "./bigPatch.js";
import { createRandom } from "./random.js";

/**
 * A patch of `lineCount` lines in which each line has changed in a word or two: hunks without context, whose removed and
 * added lines are as many as `blocks` says, again and again. Deterministic.
 */
export function densePatch(lineCount: number, blocks: readonly number[]): string {
  const random = createRandom(lineCount + blocks.length);
  const lines = ["diff --git a/dense.c b/dense.c", "--- a/dense.c", "+++ b/dense.c"];
  for (let block = 0, at = 1; lineCount - lines.length > 2; block++) {
    const wanted = blocks[block % blocks.length] ?? 1;
    const size = Math.min(wanted, (lineCount - lines.length - 1) >> 1);
    const old: string[] = [];
    while (old.length < size) {
      const line = codeLine(random);
      // Short ones are no pairs.
      if (line.length > 12) old.push(line);
    }
    const now = old.map((line) => {
      const names = line.match(/\w+/g) ?? [];
      const changed = line.replace(random.pick(names), `changed_${random.below(500)}`);
      return random.below(3) === 0 ? changed.replace(";", " + 1;") : changed;
    });
    lines.push(`@@ -${at},${size} +${at},${size} @@`);
    for (const line of old) lines.push(`-${line}`);
    for (const line of now) lines.push(`+${line}`);
    at += size + 10;
  }
  return `${lines.join("\n")}\n`;
}
