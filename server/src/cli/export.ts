import { realpath } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { counted } from "../core/text/counted.js";
import { archiveLink } from "../features/archiveLinks.js";
import { applicableMessage } from "../mailboxes/applicableMessage.js";
import { isMailStoreError } from "../mailboxes/mailStore.js";
import { readableMessage } from "../mailboxes/readableMessage.js";
import {
  type AssembledSeries,
  assembleSeries,
  mboxOf,
  namesOf,
  type OwnTrailers,
} from "../patches/assembleSeries.js";
import type { Series } from "../threads/seriesModel.js";
import { mailOf, patchesOf } from "../threads/seriesPlaces.js";
import type { Given, Output } from "./command.js";
import type { MailPile } from "./threads.js";
import { writeTarget } from "./writeTarget.js";

/** Series that are listed at most. */
const maxListed = 200;

/** The series that is meant; undefined where none or several are, which is said. */
export function chosenSeries(all: readonly Series[], { options }: Given, output: Output): Series | undefined {
  const withPatches = all.filter(({ versions }) => versions.some((version) => patchesOf(version).length > 0));
  const id = options.get("--series")?.replace(/^</, "").replace(/>$/, "");
  if (id !== undefined) {
    const found = withPatches.find(
      (series) =>
        series.id === id ||
        series.versions.some((version) => mailOf(version).some(({ messageId }) => messageId === id)),
    );
    if (found === undefined) output.note(`There is no series with a mail ${id}.`);
    return found;
  }
  if (withPatches.length === 1) return withPatches[0];
  if (withPatches.length === 0) output.note("There is no patch in it.");
  else {
    output.note(`There are ${withPatches.length} series: choose one with --series ID.`);
    for (const { id: own, title, versions } of withPatches.slice(0, maxListed)) {
      const newest = versions.at(-1);
      const count = newest === undefined ? 0 : patchesOf(newest).length;
      const patches = counted(count, "patch");
      output.note(`  ${own}  v${newest?.version ?? 1}, ${patches}: ${title}`);
    }
    if (withPatches.length > maxListed) output.note(`  and ${withPatches.length - maxListed} more`);
  }
  return undefined;
}

/** Writes the series, says what is in it, and gives the exit status. Rejects where a file cannot be written. */
export async function exportTo(
  series: Series,
  pile: MailPile,
  { options }: Given,
  target: string,
  output: Output,
): Promise<number> {
  const wanted = options.get("--version");
  const whole = await assembled(series, pile, wanted === undefined ? null : Number(wanted), output);
  if (whole === null) return 2;
  if (whole === undefined) {
    output.note(`There is no v${wanted ?? "1"} of the series.`);
    return 2;
  }
  const chosen = whole.trailers.filter(({ isUsual }) => isUsual && !options.has("--no-trailers"));
  const link: OwnTrailers = ({ message: { messageId } }) => {
    const url = messageId === null ? null : archiveLink("https://patch.msgid.link/", messageId);
    return url === null ? [] : [`Link: ${url.replace(/\/$/, "")}`];
  };
  const mbox = mboxOf(whole, (trailer) => chosen.includes(trailer), options.has("--link") ? link : () => []);
  const { cover } = namesOf(whole);
  if (target === "-") output.print(mbox.bytes);
  else await writeTarget(target, mbox.bytes);
  const coverFile = options.get("--cover");
  if (coverFile !== undefined && cover !== null) {
    if (coverFile === "-") output.print(cover);
    else await writeTarget(coverFile, cover);
  }
  tell(whole, mbox.indexes.length, chosen.length, output);
  if (coverFile !== undefined && cover === null) output.note("There is no cover letter.");
  if (mbox.empty.length > 0) output.note(`Without a diff, and left out: ${mbox.empty.join(", ")}`);
  return whole.missingCount > 0 || mbox.empty.length > 0 ? 1 : 0;
}

/** null: a mailbox could not be read, which was said. */
async function assembled(
  series: Series,
  pile: MailPile,
  version: number | null,
  output: Output,
): Promise<AssembledSeries | undefined | null> {
  try {
    return await assembleSeries(series, version, {
      facts: (summary) => Promise.resolve(pile.factsOf(summary) ?? null),
      read: async (summary) => readableMessage(await pile.bytesOf(summary)),
      readForGit: async (summary) => applicableMessage(await pile.bytesOf(summary)),
    });
  } catch (error) {
    if (!isMailStoreError(error)) throw error;
    output.note(error.message);
    return null;
  }
}

function tell(whole: AssembledSeries, patches: number, trailers: number, output: Output): void {
  const { version, missing, missingCount, series } = whole;
  const counts = `${counted(patches, "patch")}, ${counted(trailers, "trailer")}`;
  output.note(`v${version.version} of “${series.title}”: ${counts}`);
  const newest = series.versions.at(-1);
  if (newest !== undefined && newest.version > version.version)
    output.note(`v${newest.version} is there, too: --version ${newest.version}`);
  if (version.partialOf !== null && version.reused.length > 0)
    output.note(`Out of v${version.partialOf}: ${version.reused.map(({ index }) => index).join(", ")}`);
  if (missingCount > 0)
    output.note(`Missing: ${missing.join(", ")}${missingCount > missing.length ? " …" : ""}`);
}

/** Whether a file is one of those that were read. */
export async function isInput(file: string, pile: MailPile): Promise<boolean> {
  const target = await realpath(file).catch(() => path.resolve(file));
  for (const uri of pile.fileUris()) {
    if (!uri.startsWith("file:")) continue;
    const input = fileURLToPath(uri);
    if (input === target || (await realpath(input).catch(() => input)) === target) return true;
  }
  return false;
}
