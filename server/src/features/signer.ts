import { LineKind } from "../core/model.js";
import { lineEnd, type TextChange } from "../core/patch/hunkShape.js";
import { type MessagePlace, trailerLines } from "../diagnostics/trailerLines.js";
import type { FeatureContext } from "./feature.js";

/** Who signs off. */
export interface Signer {
  readonly name: string;
  readonly address: string;
}

/**
 * git's user for a draft, as the draft itself writes the name where it is from them; parts that are not known, or not
 * git's to tell (no trust), are empty.
 */
export async function gitSigner(
  { document: { uri }, message: { author, sender } }: MessagePlace,
  { git }: Pick<FeatureContext, "git">,
): Promise<Signer> {
  const [address = "", name = ""] = (await Promise.all([git.user(uri), git.userName?.(uri)])).map(
    (one) => one?.trim() ?? "",
  );
  const isOwn = (one: Signer | null): boolean =>
    one !== null && one.name !== "" && one.address.toLowerCase() === address.toLowerCase();
  const own = [author, sender].find(isOwn);
  return own ? { name: own.name, address: own.address } : { name, address };
}

/** Whether both parts can stand in a trailer: one line of visible text, with nothing that could begin another field. */
export function isSigner({ name, address }: Signer): boolean {
  // oxlint-disable-next-line no-control-regex -- what no name has
  const isVisible = !/[\u0000-\u001f\u007f\u2028\u2029]/.test(name + address);
  return isVisible && /^[^\s<>][^<>]{0,119}$/.test(name) && /^[^<>\s@]{1,80}@[^<>\s@]{1,200}$/.test(address);
}

/** As a trailer has it. */
export const signerText = ({ name, address }: Signer): string => `${name.trim()} <${address}>`;

/**
 * `Signed-off-by:` as `git commit --signoff` puts it: below the trailers that end the log, else below the log and an empty
 * line.
 */
export function signOffChange({ document, message }: MessagePlace, signer: Signer): TextChange {
  const { lines } = document.model;
  const line = `Signed-off-by: ${signerText(signer)}`;
  const start0 = message.commitLog?.startLine0 ?? message.bodyLine0;
  const end = lineEnd(lines, message.startLine0);
  let last0 = (message.commitLog?.endLine0 ?? start0) - 1;
  while (last0 >= start0 && lines.kind(last0) === LineKind.blank) last0--;
  if (last0 < start0) {
    const start = lines.start(start0);
    return { span: { start, end: start }, text: `${line}${end}` };
  }
  const isBelowTrailers = trailerLines({ document, message }).at(-1)?.endLine0 === last0 + 1;
  const at = lines.contentEnd(last0);
  return { span: { start: at, end: at }, text: `${isBelowTrailers ? end : end + end}${line}` };
}
