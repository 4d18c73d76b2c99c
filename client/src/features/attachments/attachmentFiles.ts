import type * as vscode from "vscode";
import type { DecodedAttachment } from "../../../../server/src/core/mail/decodeView.js";
import type { Host } from "../../host.js";
import { virtualUri } from "../../virtualFiles.js";
import { attachment as attachmentRequest } from "./requests.js";

/** A message, by its place in its file. */
export interface MessagePlace {
  readonly uri: string;
  readonly index: number;
  /** 0-based line in the file. */
  readonly line: number;
}

/** One attachment of a message. */
export interface AttachmentPlace {
  readonly message: MessagePlace;
  readonly attachment: DecodedAttachment;
}

/** Its content, without transfer encoding. */
export async function attachmentBytes(
  host: Host,
  { message, attachment }: AttachmentPlace,
): Promise<Uint8Array> {
  const { uri, index } = message;
  const { base64 } = await host.server.request(attachmentRequest, {
    uri,
    index,
    attachment: attachment.index,
  });
  return new Uint8Array(Buffer.from(base64, "base64"));
}

/** The virtual file with an attachment: VS Code takes its language from its name. */
export function attachmentUri({ message, attachment }: AttachmentPlace): vscode.Uri {
  const { safeName, isPatch, index } = attachment;
  const name = isPatch && !/\.(?:patch|diff)$/i.test(safeName) ? `${safeName}.patch` : safeName;
  const { uri, line, index: place } = message;
  return virtualUri("attachment", name, { uri, line, index: place, attachment: index });
}

/** Whether it can be read in an editor. */
export function isText({ contentType, isPatch, safeName }: DecodedAttachment): boolean {
  return (
    isPatch ||
    contentType.startsWith("text/") ||
    contentType === "message/rfc822" ||
    /\.(?:c|h|txt|log)$/i.test(safeName)
  );
}

/** `12 kB`, as files are told of. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const kilobytes = bytes / 1000;
  return kilobytes < 1000 ? `${Math.round(kilobytes)} kB` : `${(kilobytes / 1000).toFixed(1)} MB`;
}
