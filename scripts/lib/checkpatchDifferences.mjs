/**
 * Why checkpatch and our rules of the same meaning say different things of a mail, by what they speak of: the reasons that
 * the comparisons in test/corpus give, word for word (test/unit/diagnostics/differences.test.ts). For docs/diagnostics.md.
 *
 * @type {readonly (readonly [about: string, reasons: readonly string[]])[]}
 */
export const checkpatchDifferences = [
  [
    "Any type, we say nothing",
    [
      "no patch that was posted as one: without [PATCH], handed on, an answer, or words beside an attached patch",
      "the patch is attached, and what stands beside it is no log",
      "a header in the body, a part's header, or below the cut: no line of the log",
      "below the cut, in the diff or the signature: git am drops it, we read the log alone",
      "a quoted line",
      "kernel log, also without a blank or a time stamp that it knows",
      "a notice of the stable robot that a patch could not be applied",
    ],
  ],
  [
    "Any type, in mail with CR LF",
    ["CRLF: it takes the empty line below the header for a folded one, and counts the CR"],
  ],
  [
    "`COMMIT_LOG_LONG_LINE`, we say nothing",
    [
      "a link cannot be wrapped",
      "a single word cannot be wrapped",
      "a trailer that it does not know",
      "a pasted header",
      "it counts bytes, we characters",
    ],
  ],
  [
    "`GIT_COMMIT_ID`, we say nothing",
    [
      "a trailer",
      "what git or the stable tree writes",
      "a pasted head of git format-patch",
      "the head of a Mercurial patch",
      "a number",
      "right over three lines: it says that it looks at three, and does at two",
    ],
  ],
  ["`GERRIT_CHANGE_ID`, we say nothing", ["b4's change-id"]],
  ["`COMMIT_LOG_USE_LINK`, we say nothing", ["the end of a sentence"]],
  ["`COMMIT_MESSAGE`, we alone", ["it counts trailers, and headers in the body, as a description"]],
  ["`PREFER_LORE_ARCHIVE`, we alone", ["gmane is gone, and it does not name it"]],
  ["Any type of the log, we alone", ["behind the sign-off: it looks no further"]],
  [
    "Trailers",
    [
      "an unknown *-by far from any known one: people make up new ones",
      "6.1 does not know Assisted-by",
      "`Cc: stable` and foreign domains: one finding, of trailer.bad-stable",
      "a line that is folded: git and we read on",
      "trailers that the log tells of, set off by blanks in a paragraph of their own",
      "Closes without a URL, and several Reported-by in front of one Closes",
      "Cc lines of several people are let alone, and the To and Cc of a forwarded mail's header",
      "a From: in the middle of the log (forwarded, or below scissors): git am does not read it",
      "a sign-off whose address is not in brackets: trailer.bad-form tells it, and whose it is can be seen",
      "a sign-off whose name is misspelled counts as one: trailer.bad-form reports it",
      "more than 12 digits are right, too: 12 to 40",
    ],
  ],
  ["`TRAILING_WHITESPACE`", ["blanks at line ends of format=flowed mail are the mailer's"]],
  ["`DOS_LINE_ENDINGS`", ["the old lines of the changed file end in CR LF, too, or the whole mail does"]],
  ["`EXECUTE_PERMISSIONS`", ["a new file that begins with #! is a script"]],
  [
    "`DIFF_IN_COMMIT_MSG`",
    ["checkpatch takes the header of a diff without `diff --git` and `---` above it for the log"],
  ],
  [
    "`NOT_UNIFIED_DIFF`",
    [
      "no patch by its subject, a reply, a cover letter, a bare diff, or encoded: nothing announces a diff that git could read",
      "a diff that git reads without any hunk: binary, renames, modes",
      "a hunk header that is not whole: patch.corrupt-hunk",
    ],
  ],
  ["`UTF8_BEFORE_PATCH`", ["checkpatch heeds a charset in quotes alone"]],
  [
    "`INVALID_UTF8`",
    [
      "the log is in the charset that the header names, of which git makes UTF-8",
      "control characters are no invalid UTF-8",
      "the mail's header, not its log",
      "quoted text",
    ],
  ],
];
