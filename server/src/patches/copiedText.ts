import type { DiffFile, Hunk, MailDocument, Message } from "../core/model.js";
import { type CleanPatch, cleanFiles, cleanHunk } from "../core/patch/cleanPatch.js";
import { counted } from "../core/text/counted.js";
import { amMail } from "./amMail.js";

/** What is copied: a hunk, a file's diff, all of a patch, or a mail for `git am`. */
export const patchScopes = ["hunk", "file", "patch", "mail"] as const;
export type PatchScope = (typeof patchScopes)[number];

/** The text, and what the reader must know of it; or why there is none, in a sentence. */
export type PatchText = (CleanPatch & { readonly what: string }) | { readonly refused: string };

/**
 * The text of a patch at a line of a message that is readable as it stands; `line0` null: of the message as a whole. Of a
 * reply without a diff of its own it is the quoted one: around the line, else the least quoted.
 */
export function patchText(
  { lines }: MailDocument,
  message: Message,
  line0: number | null,
  scope: Exclude<PatchScope, "mail">,
): PatchText {
  const place = line0 === null ? null : diffAt(lines.depth(line0), message, line0);
  switch (scope) {
    case "hunk":
      if (place?.hunk == null) return { refused: "The cursor is not in a hunk." };
      return named(cleanHunk(lines, message, place.file, place.hunk), "the hunk");
    case "file":
      if (place === null) return { refused: "The cursor is not in the diff of a file." };
      return named(cleanFiles(lines, message, [place.file]), `the diff of ${place.file.path || "the file"}`);
    case "patch": {
      const files = patchFiles(message, place?.file.depth ?? null);
      if (files.length === 0) return { refused: "There is no diff in this message." };
      const count = counted(files.length, "file");
      return named(cleanFiles(lines, message, files), `the patch of ${count}`);
    }
    default: {
      const never: never = scope;
      return never;
    }
  }
}

/** Files of one patch: the mail's own, or those at the quote depth at hand, or at the least one. */
export function patchFiles(message: Message, depth: number | null): readonly DiffFile[] {
  const wanted = depth ?? message.files.reduce((least, file) => Math.min(least, file.depth), Infinity);
  return message.files.filter((file) => file.depth === wanted);
}

/** Of a comment between quoted lines it is the file around it. */
function diffAt(
  depth: number,
  message: Message,
  line0: number,
): { readonly file: DiffFile; readonly hunk: Hunk | null } | null {
  const around = message.files.filter((file) => line0 >= file.startLine0 && line0 < file.endLine0);
  const file = around.find((one) => one.depth === depth) ?? around.sort((a, b) => b.depth - a.depth)[0];
  if (file === undefined) return null;
  const hunk = file.hunks.find((one) => line0 >= one.startLine0 && line0 < one.endLine0);
  return { file, hunk: hunk ?? null };
}

const named = (clean: CleanPatch, what: string): PatchText => ({ ...clean, what });

/** The whole message for `git am`. */
export function mailText(document: MailDocument, message: Message): PatchText {
  const text = amMail(document, message);
  if (text === null) return { refused: whyNoMail(document, message) };
  const damaged = message.files.some(
    ({ depth, hunks }) => depth === 0 && hunks.some(({ corruptLine0 }) => corruptLine0 !== null),
  );
  const notes = damaged ? ["A hunk of it is damaged: git am will refuse it as it refuses the mail."] : [];
  return { text, notes, what: "the mail for git am" };
}

function whyNoMail({ form }: MailDocument, message: Message): string {
  if (!message.files.some(({ depth }) => depth === 0))
    return message.files.length === 0
      ? "There is no diff in this message."
      : "This message only quotes a diff: it has none of its own. “Copy Patch” copies the quoted one.";
  if (form === "diff") return "This is a diff without a mail around it: “Copy Patch” copies it.";
  return "This message does not say who wrote it: git am would refuse it.";
}
