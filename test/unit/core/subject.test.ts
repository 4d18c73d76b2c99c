import { describe, expect, it } from "vitest";
import { parseSubject } from "../../../server/src/core/mail/subject.js";
import type { SubjectTag } from "../../../server/src/core/model.js";
import { messageOf } from "./read.js";

const patch: Partial<SubjectTag> = { isPatch: true, isReply: false, isPull: false };

describe("a subject", () => {
  it.each<[string, Partial<SubjectTag>]>([
    ["[PATCH] frost: Melt", { ...patch, version: 1, index: null, total: null, title: "frost: Melt" }],
    ["[PATCH 3/7] x", { ...patch, version: 1, index: 3, total: 7 }],
    ["[PATCH 00/10] x", { ...patch, index: 0, total: 10 }],
    // What trips others (PEERS.md): the comma, the glued version, the version behind, ten and more.
    ["[PATCH v6,19/24] x", { ...patch, version: 6, index: 19, total: 24, title: "x" }],
    ["[PATCHv4,19/24] x", { ...patch, version: 4, index: 19, total: 24 }],
    ["[PATCHv4 1/2] x", { ...patch, version: 4, index: 1, total: 2 }],
    ["[PATCH 1/2 v3] x", { ...patch, version: 3, index: 1, total: 2 }],
    ["[PATCH v2 1/2] x", { ...patch, version: 2 }],
    ["[PATCH v10 1/2] x", { ...patch, version: 10 }],
    ["[PATCH V2] x", { ...patch, version: 2 }],
    ["[PATCH-v5 2/3] x", { ...patch, version: 5, index: 2 }],
    ["[PATCH v2.1 2/3] x", { ...patch, version: 2, index: 2 }],
    ["[PATCH v5.10 1/2] x", { ...patch, version: 1, index: 1, total: 2 }],
    ["[PATCH for v5.4 2/7] x", { ...patch, version: 1, index: 2, total: 7 }],
    ["[PATCH v2 v5.10 1/3] x", { ...patch, version: 2, index: 1, total: 3 }],
    ["[PATCH v2.6.32 1/3] x", { ...patch, version: 1, index: 1, total: 3 }],
    ["[PATCH v3: 2/7] x", { ...patch, version: 3, index: 2, total: 7, title: "x" }],
    ["[PATCHv3: 2/7] x", { ...patch, version: 3, index: 2, total: 7 }],
    ["[PATCH (v3) 2/7] x", { ...patch, version: 3, index: 2, total: 7 }],
    ["[PATCH_V3 2/7] x", { ...patch, version: 3, index: 2, total: 7 }],
    ["[PATCH v3-2/7] x", { ...patch, version: 3, index: 2, total: 7 }],
    ["[PATCH 2/7v3] x", { ...patch, version: 3, index: 2, total: 7 }],
    ["[PATCH v3] serial: Drop v10 of it", { ...patch, version: 3, title: "serial: Drop v10 of it" }],
    ["[PATCH v2] [1/2] x", { ...patch, version: 2, index: 1, total: 2, title: "x" }],
    ["[RFC PATCH net-next v2 0/4] x", { ...patch, isRfc: true, version: 2, index: 0, total: 4 }],
    ["[PATCH RFC v3 02/11] x", { ...patch, isRfc: true, version: 3, index: 2, total: 11 }],
    ["[RFCv3 1/4] x", { ...patch, isRfc: true, version: 3, index: 1 }],
    ["[RFC/PATCH v2] x", { ...patch, isRfc: true, version: 2 }],
    ["[PATCH/RFC 1/2] x", { ...patch, isRfc: true, index: 1 }],
    ["[RFC-PATCHv2] x", { ...patch, isRfc: true, version: 2 }],
    ["[RESEND PATCH v2 1/1] x", { ...patch, isResend: true, version: 2 }],
    ["[PATCH REPOST] x", { ...patch, isResend: true }],
    ["[PATCH 5.15 001/200] x", { ...patch, version: 1, index: 1, total: 200 }],
    ["[PATCH AUTOSEL 6.1 2/9] x", { ...patch, index: 2, total: 9 }],
    ["[net:master 1/2] a.c: odd", { isPatch: false, index: 1, total: 2 }],
    ["[1/2] x", { ...patch, index: 1, total: 2 }],
    ["[PATCH] x: [y] z [1/2]", { ...patch, index: null, title: "x: [y] z [1/2]" }],
    ["[PATCH 2/3] Re: odd", { isReply: false, isPatch: true, index: 2, title: "Re: odd" }],
    ["[GIT PULL] frost fixes", { isPull: true, isPatch: false }],
    ["[GIT PULL 2/3] frost fixes", { isPull: true, isPatch: false, index: 2 }],
    ["[tip: sched/core] sched: x", { isPatch: false, index: null, title: "sched: x" }],
    ["frost: Melt [PATCH 1/2]", { isPatch: false, index: null, title: "frost: Melt [PATCH 1/2]" }],
    ["[PATCH never closed", { isPatch: false, title: "[PATCH never closed" }],
    ["", { isPatch: false, isReply: false, title: "", words: [] }],
  ])("%s", (subject, expected) => {
    expect(parseSubject(subject)).toMatchObject(expected);
  });

  it.each([
    ["Re: [PATCH v2 1/2] x", true],
    ["RE: Re: [PATCH v2 1/2] x", true],
    ["Re[2]: [PATCH v2 1/2] x", true],
    ["AW: [PATCH v2 1/2] x", true],
    ["[list] Re: [PATCH v2 1/2] x", true],
    ["Re: [PATCH v2 1/2] Re: x", true],
    ["Fwd: [PATCH v2 1/2] x", false],
  ])("%s: an answer or not, with the patch's numbers", (subject, isReply) => {
    expect(parseSubject(subject)).toMatchObject({ isReply, version: 2, index: 1, total: 2, title: "x" });
  });

  it("of a mail is decoded and unfolded first", () => {
    const { subject, tag } = messageOf(
      "Subject: =?utf-8?q?=5BPATCH_v6=2C19/24=5D_fr=C3=B6st?=\n =?utf-8?q?=3A?= Melt\n the ice\nFrom: a@example.org\n\nx\n",
    );
    expect(subject).toBe("[PATCH v6,19/24] fröst: Melt the ice");
    expect(tag).toMatchObject({ version: 6, index: 19, total: 24, title: "fröst: Melt the ice" });
  });

  it("is read in time that grows with its length only", () => {
    const subject = `${"Re: ".repeat(5000)}${"[".repeat(5000)}${"]".repeat(5000)}`;
    expect(parseSubject(subject).isReply).toBe(true);
  });
});
