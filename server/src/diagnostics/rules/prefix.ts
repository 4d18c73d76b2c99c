import { type DiffFile, type DiffPath, LineKind } from "../../core/model.js";
import { readName } from "../../core/patch/paths.js";
import type { LineTable } from "../../core/text/lineTable.js";
import type { Finding, MessageRule } from "../rule.js";

/** Top folders of the kernel's tree: no prefix that `-p1` may strip. */
const KERNEL_FOLDERS = new Set(
  "arch block certs crypto Documentation drivers fs include init io_uring ipc kernel lib LICENSES mm net rust samples scripts security sound tools usr virt".split(
    " ",
  ),
);

/** Longest file header that is looked at, in lines. */
const HEADER_LINES = 64;

/** checkpatch: PATCH_PREFIX. */
export const prefix: MessageRule = {
  scope: "message",
  id: "patch.prefix",
  received: "warning",
  draft: "warning",
  description: "File names without a first folder like a/ and b/: a patch for `patch -p0`.",
  oracle: "checkpatch: PATCH_PREFIX; git am: “does not exist in index”",
  explanation:
    "`git am` takes the first folder of each name away, as `patch -p1` does, and then finds no such file. Reported where `---` and `+++` say the same name, with a first folder that is no a, b, i, w, c, o, old, new or the name of a tree (`linux-6.1`), " +
    "and of a new or deleted file where that folder is one of the kernel's. checkpatch looks whether the folder exists in its tree. Write the patch with `git format-patch`, without `diff.noprefix`; or apply it with `git am -p0`.",
  example: {
    wrong: "--- drivers/net/x.c\n+++ drivers/net/x.c",
    right: "--- a/drivers/net/x.c\n+++ b/drivers/net/x.c",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { message, document } = context;
    if (message.role !== "patch" && document.model.form !== "diff") return;
    for (const file of context.files) {
      const name = bareName(document.model.lines, file);
      if (name === null) continue;
      yield {
        span: name.span,
        message: `“${firstFolder(name.path).slice(0, 60)}/” is no prefix like a/ or b/: git am would take it away. Write the patch with prefixes, or apply it with -p0.`,
      };
      return; // the other files of the patch are so, too
    }
  },
};

/** The name as it is written, where it has no prefix. */
function bareName(lines: LineTable, file: DiffFile): DiffPath | null {
  if (file.isCombined) return null;
  const { text } = lines;
  let old: DiffPath | null = null;
  let now: DiffPath | null = null;
  for (
    let line0 = file.startLine0;
    line0 < Math.min(file.headerEndLine0, file.startLine0 + HEADER_LINES);
    line0++
  ) {
    const kind = lines.kind(line0);
    if (kind !== LineKind.diffOld && kind !== LineKind.diffNew) continue;
    const name = readName(text, lines.start(line0) + 4, lines.contentEnd(line0));
    if (kind === LineKind.diffOld) old = name;
    else now = name;
  }
  if (old === null || now === null) return null;
  const isNew = old.path === "/dev/null";
  const isDeleted = now.path === "/dev/null";
  const name = isDeleted ? old : now;
  const folder = firstFolder(name.path);
  if (folder === "" || KERNEL_FOLDERS.has(folder))
    return folder !== "" && (isNew || isDeleted || old.path === now.path) ? name : null;
  if (isNew || isDeleted || old.path !== now.path) return null;
  return /^(?:.|old|new|orig|linux.*|.*[-.]\d.*)$/i.test(folder) ? null : name;
}

const firstFolder = (name: string): string => name.slice(0, Math.max(0, name.indexOf("/"))).slice(0, 256);
