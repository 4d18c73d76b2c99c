import { QUICK_FIXES } from "./index.js";
import type { Fix, FixPlace } from "./quickFix.js";

/** All that mends a finding, in the order of the menu. */
export async function fixesOf(place: FixPlace): Promise<readonly Fix[]> {
  const found: Fix[] = [];
  for (const { rules, fixes } of QUICK_FIXES)
    if (rules.includes(place.rule)) found.push(...(await fixes(place)));
  return found;
}
