/** Longer text says more than thanks. */
const maxCharacters = 400;
const maxWords = 25;

/**
 * Whether a text is only thanks, praise, a greeting or a sign-off: `Nice.`, `Looks good to me, thanks!`, `Hi Bo,`, `- Anna`.
 * Conservative: one word that is not known, or a question mark, makes it a comment. `hasTrailer`: the mail gives a
 * `Reviewed-by` or the like just below; then one or two sentences that praise and take nothing back are enough. Linear.
 */
export function isApproval(text: string, hasTrailer: boolean): boolean {
  if (text.length > maxCharacters || text.includes("?")) return false;
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  while (lines.length > 0 && isGreeting(lines[0] ?? "")) lines.shift();
  // A word alone may say what is wrong ("Racy."): a name stands below others, or behind a dash.
  while (
    lines.length > 0 &&
    (lines.length > 1 || /^[-–—~]/.test(lines[0] ?? "")) &&
    isSignOff(lines.at(-1) ?? "")
  )
    lines.pop();
  const rest = lines.join(" ");
  return rest === "" || isPraise(rest) || (hasTrailer && isPraisingSentence(rest));
}

const isGreeting = (line: string): boolean =>
  /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))(?:,? [\p{L}.'-]{1,20}){0,3}[\s,.!:]{0,4}$/iu.test(
    line,
  );

/** `- Anna`, `Anna Berg`, `--Anna.` */
const isSignOff = (line: string): boolean =>
  line.length <= 40 &&
  /^(?:[-–—/~]{1,3} ?)?\p{Lu}[\p{L}.'-]{0,20}(?: \p{Lu}[\p{L}.'-]{0,20}){0,2},?$/u.test(line) &&
  !line.endsWith("..") &&
  !asks.test(line);

/** Single words that ask for something. */
const asks =
  /^(?:no|why|how|what|typo|nak|nack|ditto|same|nope|unused|wrong|indentation|style|spacing|remove)\b/i;

/** All words are of praise, and one of them praises. */
function isPraise(text: string): boolean {
  const words = text
    .toLowerCase()
    .replaceAll("’", "'")
    .split(/[^\p{L}\p{N}+']+/u)
    .filter((word) => word !== "");
  return (
    words.length <= maxWords &&
    words.every((word) => PRAISE.has(word) || FILLERS.has(word)) &&
    (words.length === 0 || words.some((word) => PRAISE.has(word)))
  );
}

function isPraisingSentence(text: string): boolean {
  const sentences = text.split(/[.!;]+(?:\s|$)/).filter((sentence) => sentence.trim() !== "");
  if (sentences.length > 2 || text.length > 250) return false;
  const tidy = text.replace(/\bplease (?=add\b|feel\b|take my\b)/gi, "");
  return (
    /\b(?:good|nice|nicely|great|fine|thanks|thank|lgtm|excellent|perfect|awesome|correct|right|sense|ok|okay|happy|love|like|works|clean|feel free)\b/i.test(
      tidy,
    ) &&
    !/\b(?:but|however|though|although|except|unless|nits?|please|pls|should|could|would|must|need|needs|instead|wonder|wondering|maybe|perhaps|rather|not|isn't|doesn't|don't|didn't|if|with the|once|after|typo|minor|fixed|fix|except|why|prefer)\b/i.test(
      tidy,
    )
  );
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

const PRAISE = words(
  "thanks thank thx ty good nice nicely great fine lgtm excellent perfect awesome cool neat brilliant wonderful lovely ack acked reviewed applied queued merged agreed agree ok okay yes yep yup sure cheers regards correct right sense got done indeed welcome understood yay fantastic beautiful sgtm wfm congrats",
);
const FILLERS = words(
  "a all am and any are at be best both by clarification clear cleanup confirming explaining explanation feedback fix fixing for from great have helping help heads here hi i i'm i've i'll in is it it's its job kind kindly look looking looks lot lots make makes many me much my now of on one out overall patch patches pointing quick reply report reporting response review reviewing send sending series set so solid spotting still submitting super taking testing that that's the these this those to tree up update v1 v2 v3 v4 v5 v6 v7 v8 v9 v10 very warm well will with work working works you your",
);
