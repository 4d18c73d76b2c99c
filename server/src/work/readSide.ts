import type { CancellationToken } from "vscode-languageserver";
import { fileName } from "../mailboxes/mailStore.js";
import type { LineStore } from "../patches/compare/lineStore.js";
import { createPatchSet } from "../patches/compare/patchSet.js";
import type { MessageSummary } from "../threads/model.js";
import { plainLine } from "../threads/plainLine.js";
import type { SeriesVersion } from "../threads/seriesModel.js";
import { patchesOf } from "../threads/seriesPlaces.js";
import { type CompareSide, dayOf, nothing, type SidePatches, versionName } from "./comparedSide.js";
import { readCommit } from "./compareUpstream.js";
import { createPatchSources } from "./patchSources.js";
import { copyNotes, readNamedMail, seriesAt } from "./seriesMail.js";
import type { WorkServices } from "./services.js";

const maxCharacters = 200;
/** Numbers that a note lists. */
const maxNumbers = 50;

/**
 * Reads a side, mail by mail. `number`: only that patch of a version is wanted. `pause` rejects where the work is cancelled.
 */
export async function readSide(
  services: WorkServices,
  store: LineStore,
  side: CompareSide & { readonly number?: number },
  pause: () => Promise<void>,
  token: CancellationToken,
): Promise<SidePatches> {
  if (side.commit !== undefined) return await readCommit(services, store, side, side.commit, token);
  if (side.isFile === true) return await readFile(services, store, side.textDocument.uri, pause, token);
  const place = side.isAlone === true ? null : seriesAt(services, side);
  if (place === null) {
    const message = services.messageAt(side);
    if (message === undefined) return nothing("The mail is not at hand: its mailbox may be closed.", true);
    return await readAlone(services, store, message, token);
  }
  const { version, series } = place;
  const set = createPatchSet(store);
  const sources = createPatchSources();
  if (version.cover !== null && side.number === undefined)
    sources.baseCommit = (await services.factsNow(version.cover, token))?.baseCommit ?? null;
  const wanted = patchesOf(version).filter(({ index }) => side.number === undefined || index === side.number);
  for (const { index, message } of wanted) {
    const mail = await readNamedMail(services, message, token);
    if (mail !== null) sources.add(set.add(mail.document, mail.message, index), mail.document, mail.message);
    await pause();
  }
  const { patches, notes } = set.result();
  const name = versionName(version);
  const copies =
    side.number === undefined
      ? (await copyNotes(services, version, token)).map((note) => `${name}, ${note}`)
      : [];
  if (patches.length === 0) return nothing(`No patch of ${name} is at hand.`, true);
  return {
    name,
    detail: dayOf(version.date),
    title: plainLine(series.title, maxCharacters),
    notes: [...versionNotes(name, version), ...copies, ...notes.map((note) => `${name}: ${note}`)],
    patches,
    sources,
    problem: null,
  };
}

/** What a reader must know of a version that is not whole. */
function versionNotes(name: string, version: SeriesVersion): string[] {
  const notes: string[] = [];
  const { missing, partialOf, reused, total } = version;
  if (missing.length > 0) {
    const list = missing.slice(0, maxNumbers).join(", ");
    const more = missing.length > maxNumbers ? " and more" : "";
    notes.push(`Of ${name} these are not at hand: ${list}${more} of ${total ?? 0}.`);
  }
  if (partialOf !== null && reused.length > 0) {
    const list = reused.slice(0, maxNumbers).map(({ index }) => index);
    notes.push(`Only a part was sent again as ${name}: ${list.join(", ")} are those of v${partialOf}.`);
  }
  return notes;
}

async function readAlone(
  services: WorkServices,
  store: LineStore,
  summary: MessageSummary,
  token: CancellationToken,
): Promise<SidePatches> {
  const mail = await readNamedMail(services, summary, token);
  const title = plainLine(summary.subject, maxCharacters);
  if (mail === null || mail.message.role !== "patch") return nothing(`This is no patch: ${title}`);
  const set = createPatchSet(store);
  set.add(mail.document, mail.message, 1);
  const { version } = mail.message.tag;
  const name = version === 1 ? "this patch" : `v${version}`;
  return { name, detail: dayOf(summary.date), title, ...set.result(), problem: null };
}

async function readFile(
  services: WorkServices,
  store: LineStore,
  uri: string,
  pause: () => Promise<void>,
  token: CancellationToken,
): Promise<SidePatches> {
  const name = plainLine(decodeURIComponent(fileName(uri)), 60);
  const open = services.documents.analysis(uri)?.parsed.model.messages;
  const indexes = (open ?? services.mail.messagesOf(uri)).map(({ index }) => index);
  const set = createPatchSet(store);
  const sources = createPatchSources();
  for (const index of indexes) {
    const mail = await readNamedMail(services, { uri, index }, token);
    if (mail !== null) sources.add(set.addMail(mail.document, mail.message), mail.document, mail.message);
    await pause();
  }
  const { patches, notes } = set.result();
  return {
    name,
    detail: "",
    title: patches[0]?.subject ?? "",
    notes: notes.map((note) => `${name}: ${note}`),
    patches,
    sources,
    problem: patches.length === 0 ? `There is no patch in ${name}.` : null,
  };
}
