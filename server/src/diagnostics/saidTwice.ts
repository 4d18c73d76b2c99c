import type { LineTable } from "../core/text/lineTable.js";
import type { Finding, Rule } from "./rule.js";

interface Told extends Finding {
  readonly rule: Pick<Rule, "id">;
}

/** A rule, and that which says the same in its place on the same line. */
const SAID_BY: ReadonlyMap<string, string> = new Map([["patch.whitespace-damaged", "patch.corrupt-hunk"]]);

/** Without findings whose line has one that says the same, and more. */
export function withoutSaidTwice<T extends Told>(lines: LineTable, findings: readonly T[]): readonly T[] {
  const others = new Set(SAID_BY.values());
  const said = new Set<string>();
  const placeOf = (id: string, { span }: Told): string => `${lines.lineAt(span.start)} ${id}`;
  for (const one of findings) if (others.has(one.rule.id)) said.add(placeOf(one.rule.id, one));
  return findings.filter((one) => {
    const other = SAID_BY.get(one.rule.id);
    return other === undefined || !said.has(placeOf(other, one));
  });
}
