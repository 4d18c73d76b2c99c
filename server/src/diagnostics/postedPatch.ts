import { isOwnPatch } from "./commitLog.js";
import type { RuleContext } from "./rule.js";

/**
 * Whether the message is a patch that was posted as one: announced as patch or RFC in the subject, or written by git, and
 * neither an answer nor mail handed on. A question with a sketch of a diff has no commit log to judge.
 */
export function isPostedPatch(context: RuleContext): boolean {
  const { tag, commit } = context.message;
  if (!isOwnPatch(context) || tag.isReply || /^(?:fwd?|wg|failed):/i.test(tag.title)) return false;
  return tag.isPatch || tag.isRfc || commit !== null;
}

/** A backport for a stable tree (`[PATCH AUTOSEL 5.4 …]`, `[PATCH 6.1.y]`): its subject is that of the commit upstream. */
export function isBackport({ message }: RuleContext): boolean {
  return message.tag.words.some((word) =>
    /^(?:autosel|stable|\d{1,3}\.\d{1,3}(?:[.-]?(?:y|stable))?)$/i.test(word),
  );
}
