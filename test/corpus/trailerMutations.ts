/** A mail, and what was done to it. */
export interface Mutation {
  readonly name: string;
  readonly text: string;
}

type Edit = (line: string) => string | readonly string[];

const CARL = "Carl Coder <carl@example.com>";

/** What is done to one trailer of a log: each gives a mail of its own. */
const EDITS: Readonly<Record<string, Edit>> = {
  "a letter lost": (line) => line.slice(0, 2) + line.slice(3),
  "a letter twice": (line) => line.slice(0, 3) + line.slice(2),
  "three letters lost": (line) => line.slice(0, 1) + line.slice(4),
  "all capitals": (line) => line.replace(/^[^:]*/, (name) => name.toUpperCase()),
  "capitals behind dashes": (line) => line.replace(/-[a-z]/g, (part) => part.toUpperCase()),
  "a blank in front": (line) => ` ${line}`,
  "a tab in front": (line) => `\t${line}`,
  "no blank behind the colon": (line) => line.replace(/:\s*/, ":"),
  "two blanks behind the colon": (line) => line.replace(/:\s*/, ":  "),
  "a tab behind the colon": (line) => line.replace(/:\s*/, ":\t"),
  "no closing bracket": (line) => line.replace(/>\s*$/, ""),
  "no brackets": (line) => line.replace(/[<>]/g, ""),
  "no address": (line) => line.replace(/\s*<[^>]*>/, ""),
  "the address alone": (line) => line.replace(/:.*</, ": <"),
  "a comma behind it": (line) => `${line},`,
  "words behind it": (line) => `${line} for this`,
  "a remark behind it": (line) => `${line} # for this`,
  "a remark in parentheses": (line) => `${line} (for this)`,
  "a remark in brackets": (line) => `${line} [for this]`,
  "the line twice": (line) => [line, line],
  "the line twice, otherwise written": (line) => [line, line.toUpperCase()],
  "another's sign-off": () => `Signed-off-by: ${CARL}`,
  "the name otherwise": (line) => line.replace(/: \S+/, ": Somebody"),
  "the address otherwise": (line) => line.replace(/@/, "@mail."),
  "a detail in the address": (line) => line.replace(/@/, "+work@"),
  "a remark in the name": (line) => line.replace(/ </, " (the team) <"),
  "co-developed, not signed": (line) => [`Co-developed-by: ${CARL}`, line],
  "co-developed and signed": (line) => [`Co-developed-by: ${CARL}`, `Signed-off-by: ${CARL}`, line],
  "co-developed by the author": (line) => [line.replace(/^[^:]*/, "Co-developed-by"), line],
  reported: (line) => [`Reported-by: ${CARL}`, line],
  "reported and closed": (line) => [`Reported-by: ${CARL}`, "Closes: https://example.org/1", line],
  "reported and linked": (line) => [`Reported-by: ${CARL}`, "Link: https://example.org/1", line],
  "reported and tested": (line) => [`Reported-and-tested-by: ${CARL}`, line],
  stable: (line) => ["Cc: stable@vger.kernel.org", line],
  "stable with a version": (line) => ["Cc: <stable@vger.kernel.org> # 6.1+", line],
  "stable with a name": (line) => ["Cc: Stable Team <stable@vger.kernel.org>", line],
  "stable with words": (line) => ["Cc: stable@vger.kernel.org 6.1", line],
  "stable without a list": (line) => ["Cc: stable@kernel.org", line],
  "a bare copy": (line) => ["Cc: somebody", line],
  "copies to two": (line) => [`Cc: ${CARL}, Bo <bo@example.org>`, line],
  assisted: (line) => ["Assisted-by: Frost:frost-2 [sparse]", line],
  "assisted, without model": (line) => ["Assisted-by: Frost", line],
  nacked: (line) => [`Nacked-by: ${CARL}`, line],
  fixes: (line) => ['Fixes: 4d20602059bb ("hwmon: Add")', line],
  "fixes too short": (line) => ['Fixes: 4d20602 ("hwmon: Add")', line],
  "fixes without subject": (line) => ["Fixes: 4d20602059bb", line],
  "fixes without quotes": (line) => ["Fixes: 4d20602059bb (hwmon: Add)", line],
  "fixes with commit": (line) => ['Fixes: commit 4d20602059bb ("hwmon: Add")', line],
  "fixes in capitals": (line) => ['FIXES: 4D20602059BB ("hwmon: Add")', line],
  "fixes without colon": (line) => ['Fixes 4d20602059bb ("hwmon: Add")', line],
  "fixes in full": (line) => ['Fixes: 4d20602059bb0123456789012345678901234567 ("hwmon: Add")', line],
  "reported by two": (line) => [
    `Reported-by: ${CARL}`,
    "Reported-by: Bo <bo@example.org>",
    "Closes: https://example.org/1",
    line,
  ],
  "closes nothing": (line) => [`Reported-by: ${CARL}`, "Closes: ", line],
  "a name on the next line": (line) => line.replace(/ (?=<)/, "\n "),
  "below the cut": (line) => [line, "---", `Reviewd-by: ${CARL}`],
  "nothing left": () => [],
};

const TRAILER = /^(?:signed-off|reviewed|acked|tested|reported|suggested)-by: .*<\S+@\S+>\s*$/i;

/** Each edit done to the last trailer of the log that names a person. */
export function trailerMutations({ name, text }: Mutation): Mutation[] {
  const lines = text.split("\n");
  const cut = lines.findIndex((line) => line.trimEnd() === "---");
  const last = lines.slice(0, Math.max(0, cut)).findLastIndex((line) => TRAILER.test(line));
  const line = lines[last];
  if (line === undefined) return [];
  const end = line.endsWith("\r") ? "\r" : "";
  return Object.entries(EDITS).map(([edit, change]) => {
    const changed = [change(line.trimEnd())].flat().map((one) => one + end);
    return {
      name: `${name}, ${edit}`,
      text: [...lines.slice(0, last), ...changed, ...lines.slice(last + 1)].join("\n"),
    };
  });
}
