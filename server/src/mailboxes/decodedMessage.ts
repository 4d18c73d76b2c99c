import { decodeForeignCharset, htmlAsText } from "../adapters/decodeMail.js";
import { decodeCharset } from "../core/mail/decodeCharset.js";
import { decodePart, decodeText, foreignCharset, type PlanItem, planView } from "../core/mail/decodePlan.js";
import {
  attachmentsOf,
  composeView,
  type DecodedAttachment,
  type DecodedView,
  type ViewOptions,
} from "../core/mail/decodeView.js";
import { type MimePart, type MimeTree, readMimeTree } from "../core/mail/mimeTree.js";
import { identityMap, OffsetMapBuilder } from "../core/mail/offsetMap.js";
import { type MessageInFile, messageInFile } from "./decodedSource.js";

/** A message that is opened: its parts, and what is shown of them. */
export interface OpenedMessage {
  readonly tree: MimeTree;
  readonly plan: readonly PlanItem[];
}

/** `bytes`: one message, without separator and escapes of a mailbox. */
export function openMessage(bytes: Uint8Array): OpenedMessage {
  const tree = readMimeTree(bytes);
  return { tree, plan: planView(tree) };
}

/**
 * What is read of a message. Text parts are decoded here, with a map of offsets; HTML and charsets that `TextDecoder`
 * does not know become text through mailparser, a part at a time, and where that fails they are shown as they stand.
 */
export async function viewMessage(
  { tree, plan }: OpenedMessage,
  options?: ViewOptions,
): Promise<DecodedView> {
  const given = new Map<MimePart, string>();
  for (const item of plan) {
    if (item.kind !== "part" || item.view === "line") continue;
    const text = await givenText(tree, item.part, item.view === "html");
    if (text !== null) given.set(item.part, text);
  }
  return composeView(tree, plan, given, options);
}

async function givenText(tree: MimeTree, part: MimePart, isHtml: boolean): Promise<string | null> {
  if (isHtml) return await htmlAsText(decodeText(tree, part, null).text);
  // Most charsets are known by name: nothing is decoded to find that out.
  if (!mayBeForeign(part)) return null;
  const { bytes } = decodePart(tree, part);
  const charset = foreignCharset(part, bytes);
  return charset === null ? null : await decodeForeignCharset(bytes, charset);
}

const mayBeForeign = ({ head: { charset } }: MimePart): boolean =>
  !/^(?:us-ascii|utf-8|iso-8859-\d+)$/.test(charset);

/** The parts of a message that may be saved. */
export function attachmentsIn({ tree, plan }: OpenedMessage): readonly DecodedAttachment[] {
  return attachmentsOf(tree, plan);
}

/** The bytes of an attachment by its number, without transfer encoding; null where there is none of that number. */
export function attachmentBytes({ tree, plan }: OpenedMessage, number: number): Uint8Array | null {
  const found = plan.find(
    (item) => (item.kind === "message" || item.kind === "part") && item.number === number,
  );
  return found?.kind === "message" || found?.kind === "part" ? decodePart(tree, found.part).bytes : null;
}

/** The offset in the message where an attachment's part begins, its boundary first; null where there is none. */
export function partStart({ plan }: OpenedMessage, number: number): number | null {
  for (const item of plan)
    if ((item.kind === "part" || item.kind === "message") && item.number === number) return item.part.start;
  return null;
}

/**
 * The decoded view of the message at `index` (0-based) of a file's bytes; null where the file has no such message.
 */
export async function decodedMessage(fileBytes: Uint8Array, index: number): Promise<string | null> {
  const found = messageInFile(fileBytes, index);
  return found && (await viewInFile(found)).text;
}

/** What is read of a message of a file; the map leads to `bytes`. */
export async function viewInFile(found: MessageInFile, options?: ViewOptions): Promise<DecodedView> {
  const { asItStands, bytes } = found;
  if (asItStands === null) return await viewMessage(openMessage(bytes), options);
  const { text, map } = decodeCharset(bytes, "");
  if (text === asItStands) return { text, map: map ?? identityMap(text.length, 0) };
  // UTF-16: two bytes for each unit.
  const units = new OffsetMapBuilder();
  units.add(asItStands.length, 0, bytes.length);
  return { text: asItStands, map: units.build() };
}
