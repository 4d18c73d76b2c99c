import type { RepositoryRule } from "../rule.js";

/** What `Patch Mail: Find Missing Recipients` finds: nothing of it is known before. */
export const recipientsMissing: RepositoryRule = {
  scope: "repository",
  id: "recipients.missing",
  received: "hint",
  draft: "hint",
  description: "People or lists that MAINTAINERS gives for the patch, and that the mail does not go to.",
  oracle: "scripts/get_maintainer.pl",
  explanation:
    "Found by *Find Missing Recipients*, for each patch of a series and for its cover letter, which should go to all of them. `From:`, `To:`, `Cc:` and `Bcc:` count, and in a draft the `Cc:` trailers, which `git send-email` sends to as well. " +
    "Lists that the script names are among them. The fixes add maintainers to `To:`, reviewers and lists to `Cc:`, all or one; the hint goes as soon as they are there.",
  example: {
    wrong: "To: Theo Maintainer <theo@example.org>\nSubject: [PATCH] ext4: Check the length",
    right:
      "To: Theo Maintainer <theo@example.org>\nCc: linux-ext4@example.org\nSubject: [PATCH] ext4: Check the length",
  },
};
