/** A rule of ours and the type of checkpatch that says the same. */
interface Twin {
  readonly rule: string;
  readonly type: string;
  /** Where a type has several meanings: how this one begins. */
  readonly says?: RegExp;
}

const twin = (rule: string, type: string, says?: RegExp): Twin =>
  says === undefined ? { rule, type } : { rule, type, says };

/** Where checkpatch has told of it, ours is not told a second time: one line for each pair. */
export const TWINS: readonly Twin[] = [
  twin("patch.corrupt-hunk", "CORRUPTED_PATCH"),
  twin("patch.exec-bit", "EXECUTE_PERMISSIONS"),
  twin("patch.not-unified", "NOT_UNIFIED_DIFF"),
  twin("patch.prefix", "PATCH_PREFIX"),
  twin("patch.dos-line-endings", "DOS_LINE_ENDINGS"),
  twin("patch.trailing-whitespace", "TRAILING_WHITESPACE"),
  twin("patch.trailing-whitespace", "DOS_LINE_ENDINGS"),
  twin("patch.trailing-whitespace", "SPACE_BEFORE_TAB"),
  twin("patch.space-before-tab", "SPACE_BEFORE_TAB"),
  twin("mail.invalid-utf8", "INVALID_UTF8"),
  twin("mail.non-utf8-log", "UTF8_BEFORE_PATCH"),
  twin("log.diff-in-message", "DIFF_IN_COMMIT_MSG"),
  twin("log.long-line", "COMMIT_LOG_LONG_LINE"),
  twin("log.too-short", "COMMIT_MESSAGE"),
  twin("log.misplaced-body", "COMMIT_MESSAGE"),
  twin("log.commit-id-style", "GIT_COMMIT_ID"),
  twin("log.commit-subject-mismatch", "GIT_COMMIT_ID"),
  twin("log.unknown-commit", "UNKNOWN_COMMIT_ID"),
  twin("log.comment-symbol", "COMMIT_COMMENT_SYMBOL"),
  twin("log.versioning-above-cut", "COMMIT_LOG_VERSIONING"),
  twin("log.use-link", "COMMIT_LOG_USE_LINK"),
  twin("log.bad-link", "COMMIT_LOG_WRONG_LINK"),
  twin("log.prefer-lore", "PREFER_LORE_ARCHIVE"),
  twin("log.gerrit-change-id", "GERRIT_CHANGE_ID"),
  twin("log.subject-tool-name", "EMAIL_SUBJECT"),
  twin("trailer.missing-signoff", "MISSING_SIGN_OFF"),
  twin("trailer.author-signoff-missing", "NO_AUTHOR_SIGN_OFF"),
  twin("trailer.author-signoff-mismatch", "FROM_SIGN_OFF_MISMATCH"),
  twin("trailer.duplicate", "BAD_SIGN_OFF", /^Duplicate signature/),
  twin("trailer.co-developed-by", "BAD_SIGN_OFF", /^Co-developed-by/),
  twin("trailer.bad-form", "BAD_SIGN_OFF", /^(?!Duplicate signature|Co-developed-by)/),
  twin("trailer.reported-by-without-closes", "BAD_REPORTED_BY_LINK"),
  twin("trailer.bad-stable", "BAD_STABLE_ADDRESS_STYLE"),
  twin("trailer.bad-fixes", "BAD_FIXES_TAG"),
  twin("trailer.fixes-subject-mismatch", "BAD_FIXES_TAG"),
  twin("trailer.missing-fixes", "MISSING_FIXES_TAG"),
  twin("trailer.fixes-unknown", "UNKNOWN_COMMIT_ID"),
];

/** Whether a rule's finding says what checkpatch has said at the same place. */
export const isTwin = (rule: string, type: string, message: string): boolean =>
  TWINS.some((each) => each.rule === rule && each.type === type && each.says?.test(message) !== false);
