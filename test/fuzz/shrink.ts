/** Attempts, so that a slow failure does not keep the fuzzer for an hour. */
const mostAttempts = 3000;

/** A smaller text that still fails: parts are left out, larger ones first, whole lines and then characters. */
export async function shrunk(text: string, fails: (text: string) => Promise<boolean>): Promise<string> {
  let attempts = 0;
  const leaveOut = async (pieces: readonly string[]): Promise<readonly string[]> => {
    let rest = pieces;
    for (let size = Math.ceil(rest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < rest.length && attempts < mostAttempts; ) {
        const tried = [...rest.slice(0, at), ...rest.slice(at + size)];
        attempts++;
        if (await fails(tried.join(""))) rest = tried;
        else at += size;
      }
    }
    return rest;
  };
  const lines = await leaveOut(text.split(/(?<=\n)/));
  const small = lines.join("");
  return small.length > 2000 ? small : (await leaveOut(Array.from(small))).join("");
}
