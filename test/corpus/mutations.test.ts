import { describe, expect, it } from "vitest";
import { LineKind, type Message } from "../../server/src/core/model.js";
import { parse } from "../../server/src/core/parse.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import { createRandom, type Random } from "../bench/random.js";
import { type Asked, gitRefusals } from "./gitBatch.js";
import { corpusFiles, hasShared } from "./shared.js";

/** One patch of the corpus, as a text of its own; Latin-1, so that a code unit is a byte. */
interface Patch {
  readonly name: string;
  readonly text: string;
  readonly isMail: boolean;
}

/** A way to damage a patch: null where it has nothing of that kind. */
type Mutation = (lines: readonly string[], places: Places, random: Random) => readonly string[] | null;

/** 0-based lines of the patch's own hunks. */
interface Places {
  readonly headers: readonly number[];
  readonly body: readonly number[];
  readonly context: readonly number[];
}

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "a line deleted": (lines, { body }, random) => at(body, random, (line0) => lines.toSpliced(line0, 1)),
  "a count changed": (lines, { headers }, random) =>
    at(headers, random, (line0) => {
      const line = lines[line0] ?? "";
      const numbers = [...line.slice(0, line.indexOf("@@", 2)).matchAll(/[,+-](\d+)/g)];
      return at(
        numbers.map((_, index) => index),
        random,
        (index) => {
          const number = numbers[index];
          const value = Number(number?.[1]) + (random.below(2) === 0 || number?.[1] === "0" ? 1 : -1);
          const start = (number?.index ?? 0) + 1;
          return lines.with(
            line0,
            line.slice(0, start) + value + line.slice(start + (number?.[1]?.length ?? 0)),
          );
        },
      );
    }),
  "a leading blank stripped": (lines, { context }, random) =>
    at(context, random, (line0) => lines.with(line0, lines[line0]?.slice(1) ?? "")),
  "a line wrapped": (lines, { body }, random) =>
    at(
      body.filter((line0) => (lines[line0] ?? "").length > 40),
      random,
      (line0) => {
        const line = lines[line0] ?? "";
        const blank = line.indexOf(" ", 20);
        const middle = blank === -1 ? line.length >> 1 : blank;
        return lines.toSpliced(
          line0,
          1,
          line.slice(0, middle),
          line.slice(blank === -1 ? middle : middle + 1),
        );
      },
    ),
  "tabs to blanks": (lines, { body }) =>
    body.some((line0) => lines[line0]?.includes("\t"))
      ? lines.map((line, line0) => (body.includes(line0) ? line.replaceAll("\t", "        ") : line))
      : null,
  "the end cut off": (lines, { body }, random) =>
    at(body, random, (line0) => [...lines.slice(0, line0 + 1), ""]),
};

function at<T>(places: readonly number[], random: Random, change: (place: number) => T): T | null {
  return places.length === 0 ? null : change(random.pick(places));
}

/** Of each kind, so many for a patch. */
const EACH = 1;

/** Patches whose text git reads as it stands: mail in no encoding, and bare diffs. */
function patchesOf(): Patch[] {
  const found: Patch[] = [];
  for (const { path: name, bytes } of corpusFiles()) {
    const whole = bytes.toString("latin1");
    const { document } = parse(whole);
    if (document.form !== "mail" && document.form !== "diff") continue;
    for (const message of document.messages) {
      if (message.role !== "patch" || message.encoding !== "identity" || ownFiles(message).length === 0)
        continue;
      const start = message.separator ? whole.indexOf("\n", message.separator.end) + 1 : message.span.start;
      const text = whole.slice(document.form === "mail" ? start : 0, message.span.end);
      // A CR of its own ends a line for us, and none for git.
      if (/\r(?!\n)/.test(text) || text.length > 300_000) continue;
      found.push({ name: `${name}#${message.index}`, text, isMail: document.form === "mail" });
    }
  }
  return found;
}

const ownFiles = (message: Message) => message.files.filter(({ depth }) => depth === 0);

function placesOf(text: string): Places {
  const { document } = parse(text);
  const { lines } = document;
  const places = { headers: [] as number[], body: [] as number[], context: [] as number[] };
  for (const file of document.messages.flatMap(ownFiles)) {
    if (file.isCombined) continue;
    for (const hunk of file.hunks) {
      places.headers.push(hunk.startLine0);
      for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
        places.body.push(line0);
        if (lines.kind(line0) === LineKind.context && lines.lineText(line0).startsWith(" "))
          places.context.push(line0);
      }
    }
  }
  return places;
}

/** Ids of the rules that call the patch one that git refuses. */
function errorsOf(text: string): readonly string[] {
  const { document, problems } = parse(text);
  const parsed = { uri: "test:", version: 0, languageId: "patch-mail", text, model: document, problems };
  return diagnose(parsed, { limit: Number.MAX_SAFE_INTEGER })
    .filter(({ severity, code }) => severity === 1 && code !== "mail.bad-date")
    .map(({ code }) => code);
}

interface Mutant {
  readonly name: string;
  readonly text: string;
  readonly isMail: boolean;
}

function* mutantsOf(patch: Patch, random: Random): Iterable<Mutant> {
  const lines = patch.text.split("\n");
  const places = placesOf(patch.text);
  for (const [kind, mutate] of Object.entries(MUTATIONS)) {
    for (let nth = 0; nth < EACH; nth++) {
      const changed = mutate(lines, places, random);
      if (changed !== null)
        yield { name: `${kind}: ${patch.name}`, text: changed.join("\n"), isMail: patch.isMail };
    }
  }
}

/** Why git and we may differ on a mutant, and the text without that. */
const REASONS: readonly { readonly reason: string; readonly take: (text: string) => string }[] = [
  {
    reason: "git takes the signature for a deleted line",
    take: (text) => text.replace(/^-- ?\r?\n[^]*/m, ""),
  },
  {
    reason: "an empty context line of a CR LF mail, whose CR git am takes away",
    take: (text) => text.replaceAll("\r\n", "\n"),
  },
];

const asked = ({ text, isMail }: Omit<Patch, "name">): Asked => ({
  bytes: Buffer.from(text, "latin1"),
  isMail,
});

describe.runIf(hasShared("corpus", 1))("mutations of the corpus", () => {
  it("have errors exactly where git refuses them", () => {
    const random = createRandom(6);
    const all = patchesOf();
    const sound = gitRefusals(all.map(asked)).flatMap((refusal, index) => {
      const patch = all[index];
      return patch && refusal === null && errorsOf(patch.text).length === 0 ? [patch] : [];
    });
    const mutants = sound.flatMap((patch) => [...mutantsOf(patch, random)]);
    const refusals = gitRefusals(mutants.map(asked));
    const differing = mutants.flatMap((mutant, index) => {
      const git = refusals[index] ?? null;
      const ours = errorsOf(mutant.text);
      return (git !== null) === ours.length > 0 ? [] : [{ mutant, git, ours }];
    });
    // Each reason is tried, not only stated: where it is the reason, git agrees with us on the text without it.
    const without = REASONS.map(({ take }) =>
      gitRefusals(differing.map(({ mutant }) => asked({ ...mutant, text: take(mutant.text) }))),
    );
    const wrong: string[] = [];
    const known = new Map<string, number>();
    for (const [index, { mutant, git, ours }] of differing.entries()) {
      const reason = REASONS.find(
        (_, at) => ((without[at]?.[index] ?? null) !== null) === ours.length > 0,
      )?.reason;
      if (reason === undefined)
        wrong.push(`${mutant.name}: git says ${git ?? "nothing"}, we say ${ours.join(", ") || "nothing"}`);
      else known.set(reason, (known.get(reason) ?? 0) + 1);
    }
    const refused = refusals.filter((one) => one !== null).length;
    console.log(
      `${all.length} patches, ${sound.length} of them sound; ${mutants.length} mutants, ${refused} refused by git; known differences: ${JSON.stringify(Object.fromEntries(known))}`,
    );
    expect(wrong).toEqual([]);
    expect(sound.length).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(500);
    expect(mutants.length - refused).toBeGreaterThan(200);
  }, 300_000);
});
