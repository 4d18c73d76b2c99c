import type { RunResult } from "./process.js";
import type { WorkOptions, Workplace } from "./workplace.js";

const timeLimitMs = 30_000;

/**
 * `git patch-id --stable` of diffs, all in one run: by number, the ids of those that have one.
 *
 * @param diffs bytes, one character each; nothing but diffs
 */
export async function patchIds(
  workplace: Pick<Workplace, "run" | "objectInfo">,
  diffs: readonly string[],
  options: Pick<WorkOptions, "signal" | "background"> = {},
): Promise<ReadonlyMap<number, string>> {
  // git takes the hash behind `From ` for the commit, and prints it beside the id: here it is the number.
  const head = await workplace.objectInfo("HEAD");
  // As long as a hash of the repository.
  const digits = head.kind === "object" ? head.hash.length : 40;
  const texts = diffs.map((diff, at) => `From ${at.toString(16).padStart(digits, "0")}\n${diff}`);
  const input = Buffer.from(texts.join(""), "latin1");
  const result: RunResult = await workplace.run(["patch-id", "--stable"], { ...options, input, timeLimitMs });
  const ids = new Map<number, string>();
  if (result.outcome !== "done") return ids;
  for (const line of result.output.toString("latin1").split("\n")) {
    const match = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64})$/.exec(line);
    if (match?.[1] && match[2]) ids.set(Number.parseInt(match[2], 16), match[1]);
  }
  return ids;
}
