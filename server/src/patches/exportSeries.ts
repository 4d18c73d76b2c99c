import { gitBytes, readerText } from "../core/mail/gitText.js";
import { findField } from "../core/mail/header.js";
import type { MailDocument, Message } from "../core/model.js";
import { pathProblem } from "../core/patch/repositoryPath.js";
import type { SeriesVersion } from "../threads/seriesModel.js";
import { amMail } from "./amMail.js";
import { addressField, textField } from "./mailHeader.js";

/** One patch that is to be exported, as git reads its mail (mailboxes/applicableMessage.ts). */
export interface ExportPatch {
  /** Its number in the series. */
  readonly index: number;
  readonly document: MailDocument;
  readonly message: Message;
  /** For the end of its log, in order; see `trailerText`. */
  readonly trailers: readonly string[];
}

/** A series as an mbox for `git am`. */
export interface SeriesMbox {
  readonly bytes: Uint8Array;
  /** The same for people: what is no UTF-8 in diffs as Latin-1. */
  readonly text: string;
  /** `text` is not what `bytes` say. */
  readonly isOtherText: boolean;
  /** Numbers of the patches in it, in order. */
  readonly indexes: readonly number[];
  /** Numbers of mails that hold nothing to apply. */
  readonly empty: readonly number[];
}

/**
 * The mails one after the other, by number, each as `amMail` makes it: with git's own separator, and nothing in a body that
 * looks like one, so that `git am`, and any reader of mbox, sees what was sent.
 */
export function seriesMbox(patches: readonly ExportPatch[]): SeriesMbox {
  const mails: string[] = [];
  const indexes: number[] = [];
  const empty: number[] = [];
  const inOrder = [...patches].sort((a, b) => a.index - b.index);
  let inReplyTo: string | null = null;
  for (const { index, document, message, trailers } of inOrder) {
    const mail = amMail(document, message, { trailers, inReplyTo });
    if (mail === null) empty.push(index);
    else {
      mails.push(mail.endsWith("\n") ? mail : `${mail}\n`);
      indexes.push(index);
      inReplyTo ??= message.messageId;
    }
  }
  const whole = mails.map((mail) => `${mail}\n`).join("");
  const { text, isOther } = readerText(whole);
  return { bytes: gitBytes(whole), text, isOtherText: isOther, indexes, empty };
}

/** The cover letter to read: main header fields and text. b4 saves it beside the mbox, since `git am` cannot use it. */
export function coverText({ lines }: MailDocument, message: Message): string {
  const { sender, subject, messageId } = message;
  const date = fieldText(lines.text, message, "date");
  const rows: string[] = [];
  for (let line0 = message.bodyLine0; line0 < message.endLine0; line0++) rows.push(lines.lineText(line0));
  while (rows.at(-1)?.trim() === "") rows.pop();
  return [
    ...(sender === null ? [] : [addressField("From", sender)]),
    ...(date === "" ? [] : [`Date: ${date}`]),
    textField("Subject", subject),
    ...(messageId === null ? [] : [`Message-ID: <${messageId}>`]),
    ...(rows.some((row) => !isAscii(row))
      ? ["MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit"]
      : []),
    "",
    ...rows,
    "",
  ].join("\n");
}

// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const isAscii = (text: string): boolean => !/[^\u0000-\u007f]/.test(text);

const fieldText = (text: string, { header }: Message, name: string): string => {
  const field = findField(header, name);
  const { start, end } = field?.valueSpan ?? { start: 0, end: 0 };
  return text
    .slice(start, Math.min(end, start + 200))
    .replace(/\s+/g, " ")
    .trim();
};

/** b4's length of a name, without its extension. */
const maxName = 100;

/**
 * The name that b4 gives to an mbox: `v3_20240131_author_title` (without `v1_`), of the cover letter's or first patch's
 * date as its sender's clock had it, sender and title. Letters, digits and `_` only.
 */
export function exportName(version: number, { lines }: MailDocument, message: Message): string {
  const day = senderDay(message.date, fieldText(lines.text, message, "date"));
  const local = message.sender?.address.split("@")[0] ?? "";
  const plain = `${day}_${local}_${message.tag.title.slice(0, 300)}`
    .replace(/[^\p{L}\p{N}_]+/gu, "_")
    .toLowerCase();
  const name = plain.replace(/^_{1,200}/, "").slice(0, maxName);
  const whole = version === 1 ? name : `v${version}_${name}`;
  // Not `slice` alone: half of a character outside of the first plane would be left.
  const cut = Array.from(whole.slice(0, maxName)).filter((c) => !/^[\ud800-\udfff]$/.test(c));
  return withoutEnd(cut.join("")) || "series";
}

function withoutEnd(name: string): string {
  let end = name.length;
  while (end > 0 && name.charAt(end - 1) === "_") end--;
  return name.slice(0, end);
}

/** `20240131` */
function senderDay(date: number | null, written: string): string {
  if (date === null) return "";
  const [, sign, hours, minutes] = /([+-])(\d\d)(\d\d)\b/.exec(written) ?? [];
  const offset = sign === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const local = new Date(date + offset * 60_000);
  return Number.isNaN(local.getTime()) ? "" : local.toISOString().slice(0, 10).replaceAll("-", "");
}

/** All its patches are at hand, those of an older version that still count included. */
export const isComplete = ({ missing, patches, reused }: SeriesVersion): boolean =>
  patches.length + reused.length > 0 && missing.length === 0;

/**
 * The version to export or apply: of the wanted number (the last of them: a resend counts), else the newest that is
 * complete, else the newest that has patches. undefined where there is none.
 */
export function chosenVersion(
  versions: readonly SeriesVersion[],
  wanted: number | null,
): SeriesVersion | undefined {
  if (wanted !== null) return versions.findLast(({ version }) => version === wanted);
  return (
    versions.findLast(isComplete) ??
    versions.findLast(({ patches, reused }) => patches.length + reused.length > 0)
  );
}

/**
 * Why a patch must not be given to git: a path of it leads where no patch may (pathProblem). A sentence for the user; null
 * where nothing is wrong.
 */
export function badPath(
  { index, message }: Pick<ExportPatch, "index" | "message">,
  isWindows = false,
): string | null {
  for (const file of message.files) {
    if (file.depth > 0) continue;
    for (const side of [file.oldPath, file.newPath]) {
      const problem = side === null ? null : pathProblem(side.path, isWindows);
      if (side === null || problem === null) continue;
      return `Patch ${index} names a path that ${problem}: ${shown(side.path)}. It is not applied.`;
    }
  }
  return null;
}

/** A path as one harmless line. */
const shown = (path: string): string =>
  path
    .slice(0, 200)
    .replace(
      /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
