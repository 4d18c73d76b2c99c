/** A code that no rule gives: it speaks of the text itself, and has no setting. Always information. */
export interface Notice {
  readonly code: "document.binary" | "document.too-large" | "mail.header-without-end";
  /** One sentence. */
  readonly description: string;
  /** For the docs: when it comes, and what to do. Markdown. */
  readonly explanation: string;
}

/** All such codes, in the order of the docs. */
export const NOTICES: readonly Notice[] = [
  {
    code: "document.binary",
    description: "The text is none: it holds NUL bytes or other control characters.",
    explanation:
      "Nothing else is reported for such a document, and it has neither folds nor an outline. Was it saved as something else than mail, or compressed?",
  },
  {
    code: "document.too-large",
    description: "The document is too large to be read again after each edit.",
    explanation:
      "Above 20 MB or 300,000 lines only the first 4 MB are read, and no rules are run. Split the mailbox, or open its messages one by one from the Threads view.",
  },
  {
    code: "mail.header-without-end",
    description: "A header that runs into the text, without an empty line behind it.",
    explanation:
      "The text begins with the first line that is no header field. Reported by `patch-mail parse` alone; in an editor the colours show where the header ends.",
  },
];
