import type { Region } from "./place.js";

/** In the order in which the kernel's 5.Posting.rst explains them, then what coding-assistants.rst and custom add. */
const kernel: readonly string[] = [
  ...["Fixes", "Link", "Closes", "Signed-off-by", "Co-developed-by", "Acked-by", "Tested-by", "Reviewed-by"],
  ...[
    "Reported-by",
    "Suggested-by",
    "Cc",
    "Assisted-by",
    "Debugged-by",
    "Originally-by",
    "Nacked-by",
    "Depends-on",
  ],
];

/** maintainer-tip.rst, "Ordering of commit tags". */
const tip: readonly string[] = [
  ...["Fixes", "Reported-by", "Closes", "Originally-by", "Suggested-by", "Co-developed-by", "Signed-off-by"],
  ...[
    "Assisted-by",
    "Tested-by",
    "Reviewed-by",
    "Acked-by",
    "Cc",
    "Link",
    "Debugged-by",
    "Nacked-by",
    "Depends-on",
  ],
];

/** What git's own project uses (its SubmittingPatches). */
const plain: readonly string[] = [
  ...[
    "Signed-off-by",
    "Co-authored-by",
    "Helped-by",
    "Suggested-by",
    "Reported-by",
    "Acked-by",
    "Reviewed-by",
  ],
  ...["Tested-by", "Mentored-by", "Based-on-patch-by", "Cc"],
];

/** What a reviewer gives. */
const reply: readonly string[] = [
  ...["Reviewed-by", "Acked-by", "Tested-by", "Reported-by", "Suggested-by", "Nacked-by"],
  ...["Fixes", "Closes", "Link", "Cc"],
];

/** Names of trailers in the order in which they are offered. */
export function trailerOrder(preset: string | undefined, region: Region): readonly string[] {
  const usual = preset === "plain" ? plain : preset === "tip" ? tip : kernel;
  return region === "reply"
    ? [...new Set([...reply.filter((name) => usual.includes(name)), ...usual])]
    : usual;
}
