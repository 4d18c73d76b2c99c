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
    OTHER_SENSE.test(clause)
  );
}

/** `Applied to my tree, but then dropped because it breaks the build.` */
export const isTakenBack = (clause: string, rest: string): boolean =>
  TAKEN_BACK.test(`${clause}${SENTENCE.exec(rest)?.[0] ?? ""}`);

/** Up to the end of the sentence, or of what is looked at. A dot inside a name (`5.10`, `fscrypt.git`) ends none. */
const SENTENCE = /^(?:[^.!?]|[.!](?=\S)){0,160}/;

const TEST_RUN =
  /\b(?:tested|testing|test|reproduce|against|boots?|compiles?|built|running|if you|would|could|should|cleanly|correctly|to my test)\b/i;

/** `applied this and got a crash`: a tester's. */
const FINDING =
  /\b(?:and|but|then|now)(?: (?:i|we|it|now|then|still|the \w{1,20})){0,3} (?:got|gets?|getting|see|saw|seeing|hit|hits|fails?|failed|crash(?:es|ed)?|breaks?|broke|hangs?|hung|oops(?:es|ed)?|panics?)\b/i;

/** `will test tomorrow`. */
const PLAN = /\b(?:will|'ll|let me|let's|going to|gonna) (?:\w{1,12} ){0,2}(?:test|try)\b/i;

const MISHAP = /\bwrong (?:tree|branch|patch|version|series)\b|\bby (?:mistake|accident)\b|\baccidentally\b/i;

/** Queued for somebody's eyes; two patches that are thought of as one. */
const OTHER_SENSE =
  /\bqueued(?: up)?(?: it| this| them)? (?:for|to) (?:my |a |further |later |more |the )?(?:review|look|read|consideration|discussion)\b|\b(?:merged|applied) (?:together )?with (?:the|that|this|your|my|another) .{0,40}\b(?:patch|patches|series|one|commit) (?:it|this|that|they|we|i|you|there)\b/i;

const TAKEN_BACK =
  /(?:[,;]| but| and| then)(?: (?:then|later|now|i|i've|had to|have|it|since|again)){0,4} (?:dropped|reverted|removed|backed out|undone|unapplied)(?= *$|[.,;!]| because\b| since\b| again\b| as\b| due\b| from my\b| from the tree\b| it(?: again)? *$| for now\b)/i;
