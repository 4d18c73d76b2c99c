import fs from "node:fs";
import path from "node:path";
import { createMailPile, type MailPile } from "../../server/src/cli/threads.js";
import { applicableMessage } from "../../server/src/mailboxes/applicableMessage.js";
import { readableMessage } from "../../server/src/mailboxes/readableMessage.js";
import { type AssembledSeries, assembleSeries, mboxOf } from "../../server/src/patches/assembleSeries.js";
import { seriesOf } from "../../server/src/threads/seriesOf.js";
import { benchMail, corpusFiles, sharedDir } from "./shared.js";

/** One series: what we export, and the patches as they were sent. */
export interface ExportedSeries {
  /** Of letters, digits and `-`. */
  readonly name: string;
  /** Where it comes from, and its title. */
  readonly label: string;
  readonly whole: AssembledSeries;
  readonly ours: string;
  /** Of each patch in it, in order. */
  readonly originals: readonly Buffer[];
  /** All mail that its threads were made of. */
  readonly pile: MailPile;
}

/** Every series in some files of mail that has a patch to export. */
async function seriesOfFiles(files: readonly string[], source: string): Promise<ExportedSeries[]> {
  const pile = createMailPile(true);
  for (const file of files) await pile.add(file);
  const found: ExportedSeries[] = [];
  const { series } = seriesOf(pile.threads(), pile.factsOf);
  for (const [at, one] of series.entries()) {
    const whole = await assembleSeries(one, null, {
      facts: (summary) => Promise.resolve(pile.factsOf(summary) ?? null),
      read: async (summary) => readableMessage(await pile.bytesOf(summary)),
      readForGit: async (summary) => applicableMessage(await pile.bytesOf(summary)),
    });
    if (whole === undefined) continue;
    const mbox = mboxOf(whole);
    if (mbox.indexes.length === 0) continue;
    const name = `${source.replace(/[^a-z0-9]+/gi, "-")}-${String(at).padStart(4, "0")}`;
    const originals: Buffer[] = [];
    for (const { index, summary } of whole.patches) {
      if (mbox.indexes.includes(index)) originals.push(Buffer.from(await pile.bytesOf(summary)));
    }
    found.push({ name, label: `${source}: ${one.title}`, whole, ours: mbox.text, originals, pile });
  }
  return found;
}

/** Those of the corpus: a folder that holds a thread is one pile of mail, other files stand alone. */
export async function corpusSeries(): Promise<ExportedSeries[]> {
  const groups = new Map<string, string[]>();
  for (const { path: file } of corpusFiles()) {
    if (!/\.(?:eml|mbox|mbx)$/.test(file)) continue;
    const isThread = /^eml\/(?:cifs|lkml)\//.test(file);
    const group = isThread ? path.dirname(file) : file;
    groups.set(group, [...(groups.get(group) ?? []), path.join(sharedDir, "corpus", file)]);
  }
  const found: ExportedSeries[] = [];
  for (const [group, files] of groups) found.push(...(await seriesOfFiles(files, group)));
  return found;
}

/** Those of the 5,000 mails of a list, which is written to `folder` and read from there. */
export async function benchSeries(folder: string): Promise<ExportedSeries[]> {
  // Out of the gzip file, each mail would be inflated again.
  const file = path.join(folder, "bench.mbox");
  fs.writeFileSync(file, benchMail());
  return await seriesOfFiles([file], "bench");
}
