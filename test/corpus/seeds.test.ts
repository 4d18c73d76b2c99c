import { describe, expect, it } from "vitest";
import type { Quote } from "../../server/src/core/model.js";
import { parse } from "../../server/src/core/parse.js";
import { hasShared, seedText } from "./shared.js";

const only = (number: string) => {
  const { document, problems } = parse(seedText(number));
  const message = document.messages[0];
  if (!message) throw new Error("no message");
  return { document, problems, message };
};

describe.runIf(hasShared("seeds", 5))("the seeds", () => {
  it("000: ten messages and the exact tree with two ghosts", () => {
    const { document, problems } = parse(seedText("000"));
    expect(document.form).toBe("threadView");
    expect(document.messages).toHaveLength(10);
    const overview = document.messages.at(-1)?.overview;
    expect(overview?.hasTree).toBe(true);
    const tree = overview?.entries.map((entry) => [
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
    expect(document.messages.map((message) => message.sender?.name.split(" ").at(-1))).toEqual([
      "Škrabec",
      "Morimoto",
      "Škrabec",
      "Škrabec",
      "Škrabec",
      "Morimoto",
      "Škrabec",
      "Morimoto",
      "Škrabec",
      "Brown",
    ]);
    // No false hunks or problems out of the flattened lines.
    expect(document.messages.flatMap((message) => message.files)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it("001: headers clean, two attachments, eight files, an overview of 18", () => {
    const { message, problems } = only("001");
    expect(message.messageId).toBe("ZN65kwqeP04ptyKq@Asurada-Nvidia");
    expect(new Date(message.date ?? 0).toISOString()).toBe("2023-08-18T00:21:39.000Z");
    expect(message.attachments.map((attachment) => attachment.name)).toEqual([
      "diff-hw_info.patch",
      "diff-alloc_user.patch",
    ]);
    expect(message.files).toHaveLength(8);
    expect(message.files.reduce((sum, file) => sum + file.hunks.length, 0)).toBe(
      seedText("001").split(/^@@ -/m).length - 1,
    );
    expect(problems).toEqual([]);
    expect(message.overview?.entries).toHaveLength(18);
    expect(message.overview?.entries.findIndex((entry) => entry.isThisMessage)).toBe(10);
  });

  it("002: a robot's report is no quote and no diff", () => {
    const { message, problems } = only("002");
    expect(message.role).toBe("report");
    expect(message.quotes).toEqual([]);
    expect(message.files).toEqual([]);
    expect(message.trailers).toEqual([]);
    expect(message.overview?.entries).toHaveLength(36);
    expect(problems).toEqual([]);
  });

  it("003: author by the in-body From, eight damaged hunks each told once", () => {
    const { message, problems } = only("003");
    expect(message.author?.name).toBe("Srinivas Pandruvada");
    expect(message.sender?.name).toBe("Greg Kroah-Hartman");
    expect(message.files.map((file) => file.hunks.length)).toEqual([8]);
    expect(problems.map((problem) => problem.code)).toEqual(new Array(8).fill("corruptHunk"));
    expect(message.overview?.entries).toHaveLength(92);
    expect(message.overview?.hasTree).toBe(false);
  });

  it("004: quote levels one to six, who wrote each, four quoted files", () => {
    const { message, problems } = only("004");
    expect(message.role).toBe("reply");
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
    expect(message.files.map((file) => [file.depth, file.path, file.hunks.length])).toEqual([
      [6, "drivers/nvme/host/rdma.c", 2],
      [3, "drivers/nvme/host/rdma.c", 2],
      [1, "drivers/nvme/host/nvme.h", 1],
      [1, "drivers/nvme/host/rdma.c", 4],
    ]);
    expect(problems.map((problem) => problem.code)).toEqual(new Array(4).fill("quotedHunk"));
    expect(message.comments).toHaveLength(1);
  });
});
