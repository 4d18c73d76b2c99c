import { authorSignoff, signoffSpan } from "../authorSignoff.js";
import type { Finding, MessageRule } from "../rule.js";

/** checkpatch: FROM_SIGN_OFF_MISMATCH. */
export const authorSignoffMismatch: MessageRule = {
  scope: "message",
  id: "trailer.author-signoff-mismatch",
  received: "hint",
  draft: "warning",
  presets: { plain: "off" },
  description: "The author's sign-off has another name or another address than the From line.",
  oracle: "checkpatch: FROM_SIGN_OFF_MISMATCH",
  explanation:
    "Same address with another name, same name with another address, or an address that differs by its `+detail` alone. Put an in-body `From:` with the address of the sign-off on top of the body (`git format-patch --from` does), or sign off with the address you send from.",
  example: {
    wrong: "From: Ann Author <ann@example.org>\n…\nSigned-off-by: Ann Author <ann@example.com>",
    right:
      "From: Ann Author <ann@example.org>\n\nFrom: Ann Author <ann@example.com>\n…\nSigned-off-by: Ann Author <ann@example.com>",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const result = authorSignoff(context);
    if (result.kind !== "name" && result.kind !== "address" && result.kind !== "subaddress") return;
    const differs =
      result.kind === "name"
        ? `another name than the author's From line (“${result.author.name}”)`
        : `another address than the author's From line (${result.author.address})`;
    yield {
      span: signoffSpan(context, result),
      message: `This sign-off has ${differs}${context.state === "draft" ? ": use the same in both, or add an in-body From" : ""}.`,
    };
  },
};
