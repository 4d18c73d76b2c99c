import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { DocumentSymbol } from "vscode-languageserver-protocol";
import { parseAddresses } from "../../server/src/core/mail/addresses.js";
import type { Message, Quote } from "../../server/src/core/model.js";
import { LineKind } from "../../server/src/core/model.js";
import { cleanFiles } from "../../server/src/core/patch/cleanPatch.js";
import { mendedHunk } from "../../server/src/core/patch/mendedHunk.js";
import { copyInfoAt } from "../../server/src/features/copyInfo.js";
import { treeLinks } from "../../server/src/features/documentLink.js";
import { documentSymbols } from "../../server/src/features/documentSymbol.js";
import { foldsOf } from "../../server/src/features/folds.js";
import { inlineMarks } from "../../server/src/features/inlineMarks.js";
import { mailFileOf } from "../../server/src/mailboxes/summary.js";
import { context, parsed } from "../unit/features/fixture.js";
import { gitNumstat } from "./git.js";
import { hasShared, seedText } from "./shared.js";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-seeds-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const seed = (number: string) => {
  const text = seedText(number);
  const document = parsed(text);
  const message = document.model.messages[0];
  if (!message) throw new Error("no message");
  return { text, document, message, lines: document.model.lines, problems: document.problems };
};

/** Outline entries as `name (detail)`, two blanks for each level. */
const outline = (symbols: readonly DocumentSymbol[], indent = ""): string[] =>
  symbols.flatMap(({ name, detail, children }) => [
    `${indent}${name}${detail ? ` (${detail})` : ""}`,
    ...outline(children ?? [], `${indent}  `),
  ]);

const overviewOf = (message: Message | undefined) => {
  if (!message?.overview) throw new Error("no overview");
  return message.overview;
};

/** The words that a shell hands to git. */
function wordsOf(command: string | null): string[] {
  const done = spawnSync("sh", ["-c", `git() { printf '%s\\n' "$@"; }; ${command ?? ""}`], {
    encoding: "utf8",
  });
  expect(done.stderr).toBe("");
  return done.stdout.trimEnd().split("\n");
}

describe.runIf(hasShared("seeds", 10))("the seeds", () => {
  it("000: ten messages and the exact tree with two ghosts", () => {
    const { document, problems, text } = seed("000");
    const { messages } = document.model;
    expect(document.model.form).toBe("threadView");
    expect(messages).toHaveLength(10);
    const places = mailFileOf("file:///seed", document.model).messages;
    // Each message of the page begins with a star and its subject, also where the line holds the end of another one.
    const starts = places.map(({ line0, character0 = 0 }) =>
      document.model.lines.lineText(line0).slice(character0, character0 + 2),
    );
    expect(starts).toEqual(messages.map(() => "* "));
    const overview = overviewOf(messages.at(-1));
    expect(overview.hasTree).toBe(true);
    expect(overview.announced).toBe(10);
    const tree = overview.entries.map((entry) => [
      entry.ghost ?? new Date(entry.date ?? 0).toISOString().slice(5, 16),
      entry.parent,
    ]);
    expect(tree).toEqual([
      ["02-28T21:02", null],
      ["03-01T01:49", 0],
      ["03-01T22:23", 0],
      ["03-05T21:30", 10],
      ["03-07T21:11", 3],
      ["03-08T01:21", 4],
      ["03-08T06:03", 5],
      ["03-08T23:49", 11],
      ["03-09T06:33", 7],
      ["03-09T11:14", 7],
      ["20180302124050.GF6255@sirena.org.uk", 2],
      ["20180308111348.GB6019@sirena.org.uk", 5],
    ]);
    // Sender, date and subject of each; the spans tile the text, the second begins in the middle of a line.
    const stars = [...text.matchAll(/(?:^|messages in thread)\* /gm)].map(
      (star) => star.index + star[0].length - 2,
    );
    expect(messages.map(({ span }) => span.start)).toEqual(stars);
    expect(messages.map(({ span }) => span.end)).toEqual([...stars.slice(1), text.length]);
    expect(messages.map(({ sender }) => sender?.name)).toEqual([
      "Jernej Škrabec",
      "Kuninori Morimoto",
      "Jernej Škrabec",
      "Jernej Škrabec",
      "Jernej Škrabec",
      "Kuninori Morimoto",
      "Jernej Škrabec",
      "Kuninori Morimoto",
      "Jernej Škrabec",
      "Mark Brown",
    ]);
    for (const { sender } of messages) {
      expect(text.slice(sender?.span.start, sender?.span.end)).toBe(sender?.name);
    }
    const subject = "[BUG] Kernel crash on Allwinner H3 due to sound core changes";
    expect(messages.map((message) => message.subject)).toEqual(
      messages.map((_message, at) => (at === 6 || at === 8 ? `[alsa-devel] ${subject}` : subject)),
    );
    expect(messages.map(({ date }) => date)).toEqual(
      overview.entries.filter(({ ghost }) => ghost === null).map(({ date }) => date),
    );
    expect(problems).toEqual([]);
  });

  it("000: what flattened lines held of diffs is marked, and is no diff; the scrubbed part", () => {
    const { document, text, lines } = seed("000");
    const { messages } = document.model;
    expect(messages.flatMap(({ files }) => files)).toEqual([]);
    const mentions = messages.flatMap(({ diffMentions, index }) =>
      diffMentions.map(({ path: name, span }) => [index, name, text.slice(span.start, span.start + 11)]),
    );
    const of = (index: number, ...names: string[]) => names.map((name) => [index, name, "diff --git "]);
    expect(mentions).toEqual([
      ...of(5, "include/sound/soc.h", "sound/soc/soc-core.c"),
      ...of(6, "include/sound/soc.h", "sound/soc/soc-core.c"),
      ...of(7, "sound/soc/soc-core.c"),
      ...of(8, "sound/soc/soc-core.c"),
    ]);
    expect(mentions).toHaveLength(text.split("diff --git ").length - 1);
    expect(messages.flatMap(({ attachments }) => attachments)).toMatchObject([
      {
        name: "signature.asc",
        contentType: "application/pgp-signature",
        scrubbed: {
          sizeBytes: 488,
          url: "http://lists.infradead.org/pipermail/linux-arm-kernel/attachments/20180309/3f008113/attachment.sig",
        },
      },
    ]);
    expect(outline(documentSymbols(document)).filter((row) => row.startsWith(" "))).toEqual([
      "  include/sound/soc.h (diff without its line ends)",
      "  sound/soc/soc-core.c (diff without its line ends)",
      "  include/sound/soc.h (diff without its line ends)",
      "  sound/soc/soc-core.c (diff without its line ends)",
      "  sound/soc/soc-core.c (diff without its line ends)",
      "  sound/soc/soc-core.c (diff without its line ends)",
      "  signature.asc (application/pgp-signature, not kept by the archive)",
      "  Thread overview (10 messages, 2 not in the archive)",
    ]);
    for (let line0 = 0; line0 < lines.count; line0++)
      if (lines.lineText(line0).includes("diff --git")) expect(lines.kind(line0)).toBe(LineKind.flattened);
  });

  it("001: headers clean, two attachments, an overview of 18", () => {
    const { message, problems, text, document } = seed("001");
    const values = message.header.fields.map(
      ({ name, valueSpan }) => `${name}: ${text.slice(valueSpan.start, valueSpan.end)}`,
    );
    expect(values.map((value) => value.split(":")[0])).toEqual([
      "From",
      "To",
      "Cc",
      "Subject",
      "Date",
      "Message-ID",
      "In-Reply-To",
    ]);
    expect(values.slice(4)).toEqual([
      "Date: Thu, 17 Aug 2023 17:21:39 -0700",
      "Message-ID: <ZN65kwqeP04ptyKq@Asurada-Nvidia>",
      "In-Reply-To: <ZN62flrw24cVcMLq@Asurada-Nvidia>",
    ]);
    const cc = message.header.fields[2];
    expect(cc && parseAddresses(text, cc.valueSpan.start, cc.valueSpan.end)).toHaveLength(21);
    expect(message.messageId).toBe("ZN65kwqeP04ptyKq@Asurada-Nvidia");
    expect(new Date(message.date ?? 0).toISOString()).toBe("2023-08-18T00:21:39.000Z");
    expect(message.attachments.map(({ name }) => name)).toEqual([
      "diff-hw_info.patch",
      "diff-alloc_user.patch",
    ]);
    expect(problems).toEqual([]);
    const overview = overviewOf(message);
    expect(overview.hasTree).toBe(true);
    expect(overview.announced).toBe(18);
    expect(overview.entries.map(({ parent }) => parent)).toEqual([
      null,
      0,
      0,
      2,
      3,
      0,
      5,
      6,
      7,
      8,
      9,
      10,
      8,
      0,
      13,
      14,
      0,
      16,
    ]);
    expect(overview.entries.findIndex((entry) => entry.isThisMessage)).toBe(10);
    expect(new Set(overview.entries.map(({ sender }) => sender))).toEqual(
      new Set(["Yi Liu", "Tian, Kevin", "Nicolin Chen", "Liu, Yi L", "Jason Gunthorpe"]),
    );
    expect(outline(documentSymbols(document)).find((row) => row.includes("this message"))).toBe(
      "                Nicolin Chen (2023-08-18 00:21, this message)",
    );
  });

  it("001: eight files whose counts git agrees with, attachment by attachment", () => {
    const { message, lines, text } = seed("001");
    expect(message.files).toHaveLength(8);
    const hunks = message.files.flatMap((file) => file.hunks);
    expect(hunks).toHaveLength(text.split(/^@@ -/m).length - 1);
    for (const part of message.attachments) {
      const source = text.slice(lines.start(part.contentLine0), lines.start(part.endLine0));
      const git = gitNumstat(folder, Buffer.from(`${source.trimEnd()}\n`), false);
      const own = message.files.filter(
        (file) => file.startLine0 >= part.contentLine0 && file.startLine0 < part.endLine0,
      );
      expect(git).toEqual({ rows: own.map((file) => `${file.additions} ${file.deletions}`) });
    }
  });

  it("001: the git send-email line, as a shell reads it", async () => {
    const { document, text } = seed("001");
    const info = await copyInfoAt(document, 0, context);
    const told = [...text.matchAll(/^ {4}(--\S+) \\$/gm)].map((match) => match[1]);
    expect(told).toHaveLength(24);
    expect(wordsOf(info.gitSendEmail)).toEqual(["send-email", ...told, "/path/to/YOUR_REPLY"]);
  });

  it("002: what was tested, the warning with its place, the listing with its marked line", async () => {
    const { message, problems, document, lines } = seed("002");
    expect(message.role).toBe("report");
    expect(message.quotes).toEqual([]);
    expect(message.files).toEqual([]);
    expect(message.trailers).toEqual([]);
    expect(problems).toEqual([]);
    const { report } = message;
    expect(report?.facts.map(({ name }) => name)).toEqual([
      "url",
      "base",
      "patch link",
      "patch subject",
      "config",
      "compiler",
      "reproduce (this is a W=1 build)",
    ]);
    expect(report?.facts[5]?.value).toBe("s390-linux-gcc (GCC) 12.1.0");
    const recipe = report?.recipe;
    expect(recipe && recipe.endLine0 - recipe.startLine0).toBe(11);
    expect(lines.lineText((recipe?.endLine0 ?? 0) - 1)).toContain(
      "make.cross W=1 O=build_dir ARCH=s390 SHELL=/bin/bash",
    );
    expect(foldsOf(document).find(({ subject }) => subject === "recipe")).toMatchObject({
      startLine0: recipe?.startLine0,
      lastLine0: (recipe?.endLine0 ?? 0) - 1,
    });
    const place = "arch/s390/net/bpf_jit_comp.c";
    expect(report?.findings).toMatchObject([
      { path: place, fileLine: 2158, fileColumn: 5, level: "warning", isNew: true },
    ]);
    const listing = report?.listings[0];
    expect(report?.listings).toHaveLength(1);
    expect(listing).toMatchObject({ path: place, fileLine: 2158 });
    expect(lines.lineText(listing?.markedLine0 ?? 0)).toMatch(/^> 2158\tint __arch_prepare_bpf_trampoline/);
    // 275 rows of code, all of them the listing's.
    expect(lines.lineText((listing?.endLine0 ?? 0) - 1)).toBe("  2431\t");
    expect(outline(documentSymbols(document))).toContain(
      "  warning: no previous prototype for '__arch_prepare_bpf_trampoline' [-Wmissing-p… (arch/s390/net/bpf_jit_comp.c:2158:5)",
    );
    const tree = {
      find: async (_uri: string, name: string) => (name === place ? "file:///linux/x.c" : null),
    };
    expect((await treeLinks(document, tree)).map(({ target }) => target)).toEqual([
      "file:///linux/x.c#L2158,5",
      "file:///linux/x.c#L2158",
    ]);
    expect(await treeLinks(document, { find: async () => null })).toEqual([]);
  });

  it("002: an overview of 36 with the right senders", () => {
    const { entries, hasTree, announced } = overviewOf(seed("002").message);
    expect([entries.length, hasTree, announced]).toEqual([36, true, 36]);
    const senders = new Map<string, number>();
    for (const { sender } of entries) senders.set(sender, (senders.get(sender) ?? 0) + 1);
    expect(Object.fromEntries(senders)).toEqual({
      "Ilya Leoshkevich": 32,
      "Alexei Starovoitov": 2,
      "kernel test robot": 1,
      "patchwork-bot+netdevbpf": 1,
    });
    expect(entries[3]?.subject).toBe(
      "[PATCH bpf-next v2 03/31] selftests/bpf: Query BPF_MAX_TRAMP_LINKS using BTF",
    );
  });

  it("003: header and body told apart, author, upstream hash, splat, trailers", () => {
    const { message, text, lines } = seed("003");
    expect(message.header.fields.map(({ name }) => name)).toEqual([
      "From",
      "To",
      "Cc",
      "Subject",
      "Date",
      "Message-ID",
      "In-Reply-To",
    ]);
    const cc = message.header.fields[2];
    expect(cc && parseAddresses(text, cc.valueSpan.start, cc.valueSpan.end)).toHaveLength(6);
    expect(lines.lineText(message.bodyLine0)).toMatch(/^From: Srinivas/);
    expect(message.sender?.name).toBe("Greg Kroah-Hartman");
    expect(message.author).toMatchObject({
      name: "Srinivas Pandruvada",
      address: "srinivas.pandruvada@linux.intel.com",
    });
    const log = message.commitLog;
    if (!log) throw new Error("no commit log");
    const upstream = inlineMarks(text, lines, log.span.start, log.span.end).find(
      ({ kind }) => kind === "hash",
    );
    expect(text.slice(upstream?.start, upstream?.end)).toBe("17da2d5f93692086dd096a975225ffd5622d0bf8");
    expect(message.dumps.map(({ title, startLine0, endLine0 }) => [title, endLine0 - startLine0])).toEqual([
      ["WARNING: possible circular locking dependency detected", 34],
    ]);
    expect(message.trailers.map(({ name }) => name)).toEqual([
      "Reported-and-tested-by",
      "Signed-off-by",
      "Link",
      "Reviewed-by",
      "Signed-off-by",
      "Signed-off-by",
    ]);
    expect(message.signature && text.slice(message.signature.span.start, message.signature.span.end)).toBe(
      "--\n2.34.1\n",
    );
    expect(message.diffstats).toMatchObject([{ summary: { files: 1, insertions: 63, deletions: 34 } }]);
  });

  it("003: eight hunks, each told what it lost; none mended", () => {
    const { message, problems, lines } = seed("003");
    expect(message.files.map((file) => [file.hunks.length, file.additions, file.deletions])).toEqual([
      [8, 63, 34],
    ]);
    expect(problems.map((problem) => problem.code)).toEqual(new Array(8).fill("corruptHunk"));
    const lost = problems.map(({ message: sentence }) => sentence.split(" (")[0]);
    const loss = (blanks: number, empty: number) =>
      `Lost: ${empty} empty context line${empty === 1 ? "" : "s"} and the leading blanks of ${blanks} context lines`;
    expect(lost).toEqual([
      loss(5, 1),
      loss(4, 2),
      loss(5, 1),
      loss(5, 1),
      loss(5, 1),
      loss(5, 1),
      loss(12, 4),
      loss(8, 1),
    ]);
    // What is lost and what is here make up what the headers count.
    for (const hunk of message.files[0]?.hunks ?? []) {
      const empty = hunk.missingLines / 2;
      expect(hunk.deletions + hunk.contextLines + empty).toBe(hunk.oldLines);
      expect(hunk.additions + hunk.contextLines + empty).toBe(hunk.newLines);
      expect(mendedHunk(lines, hunk)).toBeNull();
    }
  });

  it("003: an overview of 92 that says that its tree is lost", () => {
    const { message, document } = seed("003");
    const { entries, hasTree, announced } = overviewOf(message);
    expect([entries.length, hasTree, announced]).toEqual([92, false, 92]);
    expect(entries.every(({ parent }) => parent === null)).toBe(true);
    expect(entries.findIndex((entry) => entry.isThisMessage)).toBe(9);
    const rows = outline(documentSymbols(document));
    const head = rows.indexOf(
      "  Thread overview, order only (92 messages: who answers whom was lost with the page's indentation)",
    );
    expect(head).toBeGreaterThan(0);
    expect(rows.slice(head + 1)).toHaveLength(92);
    expect(rows.slice(head + 1).every((row) => /^ {4}\S/.test(row))).toBe(true);
  });

  it("004: quote levels one to six, who wrote each, the reader's two sentences", () => {
    const { message, text } = seed("004");
    expect(message.role).toBe("reply");
    expect(message.sender).toMatchObject({ name: "Nirranjan Kirubaharan", address: "nirranjan@chelsio.com" });
    const who = new Map<number, Set<string>>();
    const visit = (quote: Quote): void => {
      const names = who.get(quote.depth) ?? new Set();
      names.add(quote.attribution?.who ?? "?");
      who.set(quote.depth, names);
      quote.children.forEach(visit);
    };
    message.quotes.forEach(visit);
    expect([...who].sort(([a], [b]) => a - b).map(([depth, names]) => [depth, [...names]])).toEqual([
      [1, ["Max Gurtovoy"]],
      [2, ["Nirranjan Kirubaharan"]],
      [3, ["Max Gurtovoy"]],
      [4, ["Nirranjan Kirubaharan"]],
      [5, ["Max Gurtovoy"]],
      [6, ["Nirranjan Kirubaharan"]],
    ]);
    expect(message.attributions.every(({ when }) => when.includes("2019"))).toBe(true);
    expect(message.comments.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "This new patch holds good for the minimal testing I did, with target allocating\nlesser queues.\n",
    ]);
  });

  it("004: four quoted files with their hunks, oopses, `user at host` addresses", () => {
    const { message, problems, text, lines } = seed("004");
    expect(message.files.map((file) => [file.depth, file.path, file.hunks.length])).toEqual([
      [6, "drivers/nvme/host/rdma.c", 2],
      [3, "drivers/nvme/host/rdma.c", 2],
      [1, "drivers/nvme/host/nvme.h", 1],
      [1, "drivers/nvme/host/rdma.c", 4],
    ]);
    expect(problems.map((problem) => problem.code)).toEqual(new Array(4).fill("quotedHunk"));
    // Each of the hunks at level 1 is whole, but for the blanks of its context: mended, git counts it as we do.
    for (const file of message.files.filter(({ depth }) => depth === 1)) {
      const header = lines.content(file.startLine0);
      const names = file.path;
      const hunks = file.hunks.map((hunk) => mendedHunk(lines, hunk)?.text ?? "");
      expect(hunks).not.toContain("");
      const diff = `${header}\n--- a/${names}\n+++ b/${names}\n${hunks.join("")}`;
      expect(gitNumstat(folder, Buffer.from(diff), false)).toEqual({
        rows: [`${file.additions} ${file.deletions}`],
      });
    }
    // Copied as they stand, each with what git will say of it; none is mended, and none goes on into the next.
    for (const file of message.files) {
      const { text: copied, notes } = cleanFiles(lines, message, [file]);
      expect(notes).toHaveLength(file.hunks.length);
      expect(copied.match(/^@@ -/gm)).toHaveLength(file.hunks.length);
      expect(copied).not.toMatch(/^>/m);
      for (const note of notes) expect(note).toMatch(/^@@ .* (?:has lost white space|is not whole)/);
    }
    expect(message.dumps.map(({ depth, title }) => [depth, title])).toEqual([
      [2, "RIP: 0010:blk_mq_map_queues+0x92/0xa0"],
      [4, "RIP: 0010:nvme_rdma_init_request+0x31/0x140 [nvme_rdma]"],
    ]);
    const people = message.trailers.map(({ depth, valueSpan }) => [
      depth,
      parseAddresses(text, valueSpan.start, valueSpan.end)[0]?.address,
    ]);
    expect(people).toEqual([
      [6, "nirranjan@chelsio.com"],
      [6, "bharat@chelsio.com"],
    ]);
  });

  it("004: the lines of each quoted hunk; what is trimmed is told, and the next header is read anew", () => {
    const { message, problems, text, lines } = seed("004");
    const hunks = message.files.flatMap((file) => file.hunks);
    // Read without the parser: `@@` at a level, and the signs of the lines of that level up to the next header of a diff.
    const rows = text.split("\n").map((line) => /^((?:> ?)*)(.*)$/.exec(line) ?? ["", "", ""]);
    const levelOf = (marks = ""): number => marks.replace(/ /g, "").length;
    const grepped = rows.flatMap(([, marks, content = ""], line0) => {
      const range = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@/.exec(content);
      if (range === null) return [];
      const signs = { added: 0, removed: 0 };
      for (const [, other, below = ""] of rows.slice(line0 + 1)) {
        if (levelOf(other) !== levelOf(marks) || /^(?:@@ |diff )/.test(below)) break;
        if (below.startsWith("+")) signs.added++;
        if (below.startsWith("-")) signs.removed++;
      }
      return [[line0, levelOf(marks), ...range.slice(1).map(Number), signs.added, signs.removed]];
    });
    expect(
      hunks.map((hunk) => [
        hunk.startLine0,
        hunk.depth,
        hunk.oldStart,
        hunk.oldLines,
        hunk.newStart,
        hunk.newLines,
        hunk.additions,
        hunk.deletions,
      ]),
    ).toEqual(grepped);
    expect(grepped.map(([, level]) => level)).toEqual([6, 6, 3, 3, 1, 1, 1, 1, 1]);
    // Those at levels 6 and 3 lack lines on both sides; each is told at its header, with how many.
    const trimmed = hunks.filter(({ missingLines }) => missingLines > 0);
    expect(trimmed.map(({ depth, missingLines }) => [depth, missingLines])).toEqual([
      [6, 2],
      [6, 4],
      [3, 2],
      [3, 6],
    ]);
    for (const hunk of trimmed) {
      const told = problems.find(({ span }) => lines.lineAt(span.start) === hunk.startLine0);
      expect(told?.message).toContain(
        `counts ${hunk.oldLines} old and ${hunk.newLines} new lines, ${hunk.missingLines} of them are not here`,
      );
      // Up to the next header, and not a line further: that one begins with whole counts.
      expect(lines.content(hunk.endLine0)).toMatch(/^(?:@@ |diff --git )/);
      expect(lines.depth(hunk.endLine0)).toBeLessThanOrEqual(hunk.depth);
    }
    const whole = hunks.filter(({ depth }) => depth === 1);
    expect(whole.map(({ missingLines, corruptLine0 }) => [missingLines, corruptLine0])).toEqual(
      whole.map(() => [0, null]),
    );
  });
});
