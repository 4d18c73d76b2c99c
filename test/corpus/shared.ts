import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/** The material that lies beside the project and is never copied into it. */
export const sharedDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../shared");

/** Whether the material is there; where it is not, says how many checks are left out. */
export function hasShared(folder: "corpus" | "seeds" | "bench", checks: number): boolean {
  const isThere = fs.existsSync(path.join(sharedDir, folder));
  if (!isThere) console.log(`skipped: ${checks} checks, since ../shared/${folder} is absent`);
  return isThere;
}

export interface CorpusFile {
  /** Relative to the corpus. */
  readonly path: string;
  readonly bytes: Buffer;
  /** Number of messages as the manifest says; null where it says none. */
  readonly messages: number | null;
}

/** Every file of the corpus' manifest; none where it is absent, since vitest runs the body of a skipped suite, too. */
export function corpusFiles(): CorpusFile[] {
  const root = path.join(sharedDir, "corpus");
  if (!fs.existsSync(root)) return [];
  const rows = fs.readFileSync(path.join(root, "MANIFEST.tsv"), "utf8").trimEnd().split("\n").slice(1);
  return rows.map((row) => {
    const cells = row.split("\t");
    const name = cells[0] ?? "";
    return {
      path: name,
      bytes: fs.readFileSync(path.join(root, name)),
      messages: /^\d+$/.test(cells[6] ?? "") ? Number(cells[6]) : null,
    };
  });
}

/** The 5,000 mails of the bench; empty where they are absent. */
export function benchMail(): Buffer {
  const file = path.join(sharedDir, "bench/ext4-5000.mbox.gz");
  return fs.existsSync(file) ? gunzipSync(fs.readFileSync(file)) : Buffer.alloc(0);
}

/** A seed by the number its name begins with. */
export function seedText(number: string): string {
  const folder = path.join(sharedDir, "seeds");
  const name = fs.readdirSync(folder).find((file) => file.startsWith(`${number}_`));
  if (!name) throw new Error(`no seed ${number}`);
  return fs.readFileSync(path.join(folder, name), "utf8");
}
