import { messagesInFile } from "../mailboxes/decodedSource.js";
import { type ExactPatch, exactPatch } from "../mailboxes/exactPatch.js";
import { factsOfBytes } from "../mailboxes/factsOfBytes.js";
import { sourceOfBytes } from "../mailboxes/openSource.js";
import { chosenVersion } from "../patches/exportSeries.js";
import type { MessageFacts } from "../threads/facts.js";
import { buildThreads } from "../threads/jwz.js";
import { resolveTold } from "../threads/overview.js";
import { plainLine } from "../threads/plainLine.js";
import type { Series, SeriesVersion } from "../threads/seriesModel.js";
import { seriesOf } from "../threads/seriesOf.js";
import { patchesOf } from "../threads/seriesPlaces.js";
import { type MailInput, UnreadableFile, unreadable } from "./mailInput.js";

export interface FoundPatch extends ExactPatch {
  /** Of the message in the file, from 1. */
  readonly number: number;
}

/** What of a file is checked. */
export interface PatchesToCheck {
  /** In order. */
  readonly patches: readonly FoundPatch[];
  /** Mails that may tell a base: cover letters, then the patches. */
  readonly told: readonly FoundPatch[];
  /** Other patches of the file: older versions, and what the series needs before it. */
  readonly others: readonly FoundPatch[];
  readonly notes: readonly string[];
}

/**
 * Messages with diffs of their own: those of a numbered series by number, others as they stand; replies only where there is
 * nothing else. Of a series that is there in several versions one is taken: the wanted one, else the newest that is complete.
 *
 * @throws UnreadableFile with a sentence
 */
export async function patchesToCheck(
  file: string,
  input: MailInput,
  wanted: number | null,
): Promise<PatchesToCheck> {
  const found: FoundPatch[] = [];
  let number = 0;
  const add = async (bytes: Uint8Array): Promise<void> => {
    number++;
    const exact = await exactPatch(bytes);
    // A cover letter may tell the base.
    if (exact !== null && (exact.files.length > 0 || isCover(exact))) found.push({ ...exact, number });
  };
  const addAll = async (bytes: Uint8Array): Promise<void> => {
    const find = messagesInFile(bytes);
    for (let at = 0; at < find.count; at++) {
      const message = find(at);
      if (message !== null) await add(message.bytes);
    }
  };
  let notes: readonly string[] = [];
  try {
    if (input.kind === "bytes") await addAll(input.bytes);
    else
      ({ notes } = await input.source.readAll(({ bytes, isWholeFile }) =>
        isWholeFile ? addAll(bytes) : add(bytes),
      ));
  } catch (error) {
    throw unreadable(file, error);
  }
  const covers = found.filter((one) => one.files.length === 0);
  const withDiff = found.filter((one) => one.files.length > 0);
  const own = withDiff.filter(({ message }) => !message.tag.isReply);
  const patches = own.length > 0 ? own : withDiff;
  const hasVersions = new Set(patches.map(({ message }) => message.tag.version)).size > 1;
  if (!hasVersions && wanted === null) {
    const others = withDiff.filter((one) => !patches.includes(one));
    return { patches: inOrder(patches), told: [...covers, ...inOrder(patches)], others, notes };
  }
  const series = await seriesIn(file, input);
  const chosen = choose(file, series, patches, wanted);
  const ids = new Set(chosen.covers);
  const kept = new Set(chosen.patches);
  return {
    patches: chosen.patches,
    told: [...covers.filter(({ message }) => ids.has(message.messageId ?? "")), ...chosen.patches],
    others: withDiff.filter((one) => !kept.has(one)),
    notes: [...notes, ...chosen.notes],
  };
}

const isCover = ({ message: { tag } }: ExactPatch): boolean => tag.isPatch && !tag.isReply && tag.index === 0;

/** The series of a file that is known to hold some. */
async function seriesIn(file: string, input: MailInput): Promise<readonly Series[]> {
  try {
    const source = input.kind === "source" ? input.source : await sourceOfBytes(input.bytes);
    const scan = await source.scan({});
    const facts = new Map<string, MessageFacts>();
    await source.readAll(async ({ uri, index, bytes }) => {
      const known = await factsOfBytes(bytes);
      if (known !== null) facts.set(`${index} ${uri}`, known);
    });
    const mails = [...(scan?.files.values() ?? [])];
    const messages = mails.flatMap((each) => each.messages);
    const told = resolveTold(
      messages,
      mails.flatMap((each) => each.told),
    );
    const roots = buildThreads({ messages, told });
    return seriesOf(roots, ({ uri, index }) => facts.get(`${index} ${uri}`)).series;
  } catch (error) {
    throw unreadable(file, error);
  }
}

interface Chosen {
  readonly patches: readonly FoundPatch[];
  /** Message-IDs of cover letters. */
  readonly covers: readonly string[];
  readonly notes: readonly string[];
}

/** Of each series one version; patches of no series as they stand. */
function choose(
  file: string,
  all: readonly Series[],
  patches: readonly FoundPatch[],
  wanted: number | null,
): Chosen {
  const byId = new Map(patches.map((patch) => [patch.message.messageId ?? "", patch]));
  const left = new Set(patches);
  const taken: FoundPatch[] = [];
  const covers: string[] = [];
  const notes: string[] = [];
  for (const series of all) {
    const version = chosenVersion(series.versions, wanted);
    if (version === undefined) continue;
    const own = patchesOf(version).flatMap(({ message }) => byId.get(message.messageId ?? "") ?? []);
    const older = series.versions.flatMap((one) => one.patches.map(({ message }) => message.messageId ?? ""));
    for (const id of older) left.delete(byId.get(id) as FoundPatch);
    for (const patch of own) left.delete(patch);
    taken.push(...own);
    if (version.cover !== null) covers.push(version.cover.messageId ?? "");
    notes.push(...versionNotes(series, version));
  }
  if (wanted !== null && taken.length === 0)
    throw new UnreadableFile(`${file}: there is no v${wanted} of a series.`);
  // What is in no series is not of the version that was asked for.
  return { patches: wanted === null ? [...taken, ...inOrder([...left])] : taken, covers, notes };
}

function versionNotes({ versions, title }: Series, { version, missing }: SeriesVersion): string[] {
  const others = versions.filter((one) => one.version !== version).map((one) => `v${one.version}`);
  const notes: string[] = [];
  if (others.length > 0) {
    const list = `${others.join(", ")} ${others.length === 1 ? "is" : "are"}`;
    notes.push(`v${version} of “${plainLine(title, 100)}” is checked. ${list} there, too: --version N.`);
  }
  if (missing.length > 0)
    notes.push(`v${version} is not complete: ${missing.slice(0, 20).join(", ")} missing.`);
  return notes;
}

/** By number where they are one series; else as they stand. */
function inOrder(patches: readonly FoundPatch[]): readonly FoundPatch[] {
  const numbers = new Set(patches.map(({ message }) => message.tag.index));
  const kinds = new Set(patches.map(({ message: { tag } }) => `${tag.version} ${tag.total}`));
  const isSeries = !numbers.has(null) && numbers.size === patches.length && kinds.size === 1;
  const numberOf = ({ message }: FoundPatch): number => message.tag.index ?? 0;
  return isSeries ? patches.toSorted((a, b) => numberOf(a) - numberOf(b)) : patches;
}
