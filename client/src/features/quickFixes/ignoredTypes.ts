/** checkpatch's arguments with one more type to leave out: in the last `--ignore` that there is, else in one of its own. */
export function withIgnored(before: readonly string[], type: string): readonly string[] {
  const at = before.findLastIndex((each) => /^--ignore=[A-Z0-9_,]+$/.test(each));
  const last = before[at];
  if (last === undefined) return [...before, `--ignore=${type}`];
  if (last.slice("--ignore=".length).split(",").includes(type)) return before;
  return before.with(at, `${last},${type}`);
}
