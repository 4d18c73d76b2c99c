import type { ParsedMail } from "mailparser";

/** A message whose encodings are undone. */
export interface DecodedMail {
  readonly text: string;
  readonly attachments: readonly DecodedAttachment[];
}

export interface DecodedAttachment {
  readonly name: string;
  /** Lower case. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/**
 * A message with its transfer encodings and charsets undone, by mailparser, on the bytes of the file. HTML-only mail
 * becomes text; nothing remote is loaded. mailparser is large, so it is loaded at the first call.
 *
 * Known of mailparser 3.9: it takes the present time for a date that it cannot read (we read dates ourselves), it joins
 * the lines of format=flowed text, and it joins text parts that stand around an attachment.
 *
 * @throws whatever mailparser throws on damage it does not bear; callers turn that into a sentence
 */
export async function decodeMail(bytes: Uint8Array): Promise<DecodedMail> {
  const { simpleParser } = await import("mailparser");
  const mail: ParsedMail = await simpleParser(Buffer.from(bytes), {
    skipImageLinks: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  });
  return {
    text: mail.text ?? "",
    attachments: mail.attachments.map((attachment) => ({
      name: attachment.filename ?? "",
      contentType: attachment.contentType,
      bytes: attachment.content,
    })),
  };
}
