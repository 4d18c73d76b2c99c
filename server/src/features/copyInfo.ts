/** `patchMail/copyInfo`: what the copy commands put on the clipboard at a position, and why where they cannot. */
import type { Position, TextDocumentIdentifier } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import type { Message } from "../core/model.js";
import { archiveLink, isPrintableId, shellWord } from "./archiveLinks.js";
import { commitWordAt } from "./commitWord.js";
import type { CommitFacts, Feature, FeatureContext, GitAnswer, ParsedDocument } from "./feature.js";
import { sendEmailCommand } from "./sendEmail.js";

export interface CopyInfoParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
}

/** What can be copied; null where it cannot, and then `reasons` has a plain sentence under the same name. */
export interface CopyInfo {
  /** Without angle brackets. */
  readonly messageId: string | null;
  readonly loreUrl: string | null;
  readonly b4Am: string | null;
  readonly b4Shazam: string | null;
  /** `git send-email` with the recipients of a reply, as a saved archive page says it, else from the message's header. */
  readonly gitSendEmail: string | null;
  /** The hash under the cursor, as written. */
  readonly hash: string | null;
  /** `Fixes: <12 digits> ("subject")` (submitting-patches.rst). */
  readonly fixesLine: string | null;
  /** `commit <12 digits> ("subject")` */
  readonly commitReference: string | null;
  readonly reasons: { readonly [Name in Exclude<keyof CopyInfo, "reasons">]?: string };
}

const noMessage = "This message has no Message-ID.";
/** Digits of an abbreviated hash in the kernel's log and trailers. */
const abbreviation = 12;
/** Of an ambiguous abbreviation; they are told in one line. */
const maxCandidates = 3;

export async function copyInfoAt(
  document: ParsedDocument,
  offset: number,
  { git, options, token }: Pick<FeatureContext, "git" | "options" | "token">,
): Promise<CopyInfo> {
  const { model, text, uri } = document;
  const message = messageAt(model, offset);
  const ofMessage = messageInfo(message, text, options.archiveUrl);
  const hash = commitWordAt(text, model.lines, offset)?.hash.toLowerCase() ?? null;
  if (hash === null) {
    const reason = "There is no commit hash under the cursor.";
    const reasons = { ...ofMessage.reasons, hash: reason, fixesLine: reason, commitReference: reason };
    return { ...ofMessage, hash, fixesLine: null, commitReference: null, reasons };
  }
  const answer = token.isCancellationRequested ? { unavailable: "Cancelled." } : await git.commit(uri, hash);
  const commit = "found" in answer ? answer.found : null;
  const subject = commit === null ? "" : printable(commit.subject);
  if (commit === null || subject === "") {
    const reason = noCommitReason(hash, answer);
    const reasons = { ...ofMessage.reasons, fixesLine: reason, commitReference: reason };
    return { ...ofMessage, hash, fixesLine: null, commitReference: null, reasons };
  }
  const reference = `${commit.hash.slice(0, abbreviation)} ("${subject}")`;
  return { ...ofMessage, hash, fixesLine: `Fixes: ${reference}`, commitReference: `commit ${reference}` };
}

type MessageInfo = Pick<CopyInfo, "messageId" | "loreUrl" | "b4Am" | "b4Shazam" | "gitSendEmail" | "reasons">;

function messageInfo(message: Message | null, source: string, archiveUrl: string): MessageInfo {
  const id = message?.messageId ?? null;
  if (id === null) return noMessageId(noMessage);
  // A control or bidi character would show another id than the one that is pasted.
  if (!isPrintableId(id)) return noMessageId("The Message-ID holds characters that no Message-ID may hold.");
  const word = shellWord(id);
  const refused = "The Message-ID holds characters that a shell could take for a command.";
  const sendEmail = message === null ? { refused: noMessage } : sendEmailCommand(message, source);
  const reasons: { -readonly [Name in keyof CopyInfo["reasons"]]: CopyInfo["reasons"][Name] } = {};
  if (word === null) reasons.b4Am = reasons.b4Shazam = refused;
  if ("refused" in sendEmail) reasons.gitSendEmail = sendEmail.refused;
  return {
    messageId: id,
    loreUrl: archiveLink(archiveUrl, id),
    b4Am: word === null ? null : `b4 am ${word}`,
    b4Shazam: word === null ? null : `b4 shazam ${word}`,
    gitSendEmail: "command" in sendEmail ? sendEmail.command : null,
    reasons,
  };
}

function noMessageId(reason: string): MessageInfo {
  return {
    messageId: null,
    loreUrl: null,
    b4Am: null,
    b4Shazam: null,
    gitSendEmail: null,
    reasons: { messageId: reason, loreUrl: reason, b4Am: reason, b4Shazam: reason, gitSendEmail: reason },
  };
}

function noCommitReason(hash: string, answer: GitAnswer<CommitFacts>): string {
  if ("unavailable" in answer) return answer.unavailable;
  if ("notFound" in answer) return answer.notFound;
  if ("found" in answer) return `Commit ${hash} has no subject.`;
  const shown = answer.ambiguous.slice(0, maxCandidates).map(printable).join("; ");
  const more = answer.ambiguous.length > maxCandidates ? "; …" : "";
  return `${hash} is the beginning of several commits, write more digits: ${shown}${more}`;
}

/** A commit's subject comes from outside, too: one line, no control characters. */
function printable(subject: string): string {
  return subject.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ").trim();
}

export const copyInfo: Feature<CopyInfoParams, CopyInfo> = {
  method: "patchMail/copyInfo",
  capabilities: {},
  handle: (document, { position }, context) =>
    copyInfoAt(document, document.model.lines.offsetAt(position), context),
};
