/**
 * Whether the words around "applied" say that nothing was taken for good: a test run, a wish, a question, a mishap, or an
 * author's changes for the next version. `clause` is what holds the verb, `rest` what follows, with the next line.
 */
export function isUncertain(clause: string, rest: string): boolean {
  const sentence = `${clause}${SENTENCE.exec(rest)?.[0] ?? ""}`;
  return (
    TEST_RUN.test(clause) ||
    /^[^.!]{0,120}\?/.test(rest) ||
    /^[^.!]{0,80}\b(?:tested|ran|run|boots?|reproduce)\b/i.test(rest) ||
    FINDING.test(sentence) ||
    PLAN.test(sentence) ||
    MISHAP.test(sentence) ||
    OF_COMMENTS.test(clause) ||
    IN_NEXT.test(clause) ||
    SENDS_NEXT.test(sentence) ||
    OTHER_SENSE.test(clause)
  );
}

/** `Applied to my tree, but then dropped because it breaks the build.`: the sentence; null where it was left in. */
export function takenBack(clause: string, rest: string): string | null {
  const sentence = `${clause}${SENTENCE.exec(rest)?.[0] ?? ""}`;
  return TAKEN_BACK.test(sentence) ? sentence.trim() : null;
}

/** Up to the end of the sentence, or of what is looked at. A dot inside a name (`5.10`, `fscrypt.git`) ends none. */
const SENTENCE = /^(?:[^.!?]|[.!](?=\S)){0,160}/;

const TEST_RUN =
  /\b(?:tested|testing|test|reproduce|against|boots?|compiles?|built|running|if you|would|could|should|cleanly|correctly|to my test)\b/i;

/** `applied this and got a crash`: a tester's. */
const FINDING =
  /\b(?:and|but|then|now)(?: (?:i|we|it|now|then|still|the \w{1,20})){0,3} (?:got|gets?|getting|see|saw|seeing|hit|hits|fails?|failed|crash(?:es|ed)?|breaks?|broke|hangs?|hung|oops(?:es|ed)?|panics?|(?:does|did|do)(?: not|n't) (?:build|compile|boot|work|link))\b/i;

/** `will test tomorrow`. */
const PLAN = /\b(?:will|'ll|let me|let's|going to|gonna) (?:\w{1,12} ){0,2}(?:test|try)\b/i;

const MISHAP = /\bwrong (?:tree|branch|patch|version|series)\b|\bby (?:mistake|accident)\b|\baccidentally\b/i;

/** Queued for somebody's eyes; two patches that are thought of as one. */
const OTHER_SENSE =
  /\bqueued(?: up)?(?: it| this| them)? (?:for|to) (?:my |a |further |later |more |the )?(?:review|look|read|consideration|discussion)\b|\b(?:merged|applied) (?:together )?with (?:the|that|this|your|my|another) .{0,40}\b(?:patch|patches|series|one|commit) (?:it|this|that|they|we|i|you|there)\b/i;

const TAKEN_BACK =
  /(?:[,;]| but| and| then)(?: (?:then|later|now|i|i've|had to|have|it|since|again)){0,4} (?:dropped|reverted|removed|backed out|undone|unapplied)(?= *$|[.,;!]| because\b| since\b| again\b| as\b| due\b| from my\b| from the tree\b| it(?: again)? *$| for now\b)/i;

/** `applied all your comments`: what a patch's author does with a review. */
const OF_COMMENTS =
  /\b(?:applied|merged|picked up|pushed|queued|dropped) (?:(?:all|both|most|some|of|your|his|her|their|these|those|the|this|that|it|review|suggested|requested|proposed|other|\w{1,30}'s) ){0,5}(?:comments?|suggestions?|feedback|remarks?|nits?|advice|changes? you)\b/i;

/** `merged both in v2`, `dropped in the next version`. */
const IN_NEXT =
  /\b(?:to|in|into|for|from|with|on) (?:the |my )?(?:v\d{1,3}\b|(?:next|new|upcoming|following) (?:version|revision|respin|spin|round|iteration|posting|series))/i;

const SENDS_NEXT =
  /\b(?:will|'ll|going to|sending|posting) (?:(?:then|now|also|send|post|spin|respin|resend|out|you|an?|the|new|updated|next) ){0,6}(?:v\d{1,3}\b|resend\b|respin\b|repost\b|new (?:version|revision)|next (?:version|revision)|updated (?:patch|series|version))/i;

/**
 * Whether words of a patch's own author may speak of a comment that he took over (`Applied.`): no tree is named, and
 * nobody is thanked for the patch. `around` is the line of the clause with the next one.
 */
export const mayBeOfComment = (text: string, around: string): boolean =>
  !TREE.test(text) && (!/\bthank/i.test(around) || ABOUT_NEXT.test(around));

const TREE =
  / (?:to|in|into|on|onto|for|from) (?:\S{0,80}[/#.-]\S|(?:\S{1,60} ){0,3}(?:tree|branch|next|fixes|master|main|maint)\b)/i;

const ABOUT_NEXT =
  /\bv\d{1,3}\b|\b(?:next|new) (?:version|revision)|\bcomment|\bsuggest|\bfeedback|\breview|\bremark|\bnits?\b/i;
