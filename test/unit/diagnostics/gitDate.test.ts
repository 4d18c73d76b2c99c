import { spawnSync } from "node:child_process";
import os from "node:os";
import { describe, expect, it } from "vitest";
import { isGitDate } from "../../../server/src/diagnostics/gitDate.js";

const DATES = [
  "Mon, 9 Mar 2026 10:17:30 +0100",
  "Mon, 9 Mar 2026 10:17:30 +0100 (CET)",
  "9 March 2026 10:17 +0100",
  "Mon Mar 9 10:17:30 2026",
  "Mon Mar  9 10:17:30 2026 +0100",
  "2026-03-09 10:17:30 +0100",
  "2026-03-09T10:17:30Z",
  "2026-03-09T10:17:30+01:00",
  "20260309T101730Z",
  "3/9/2026 10:17:30",
  "09.03.2026 10:17:30",
  "1773047850 +0100",
  "@1773047850 +0100",
  "Fri, 08 Nov 19 14:08:59 GMT",
  "Fri, 08 Nov 99 14:08:59 GMT",
  "Fri, 08 Nov 2019",
  "Nov 2019 14:08",
  "14:08:59 +0000",
  "Thu, 32 Foo 2025 12:00:00 +0000",
  "Thu, 6 Nov 2025 25:61:00 +0000",
  "Thu, 6 Nov 1825 12:00:00 +0000",
  "Thu, 6 Nov 2125 12:00:00 +0000",
  "yesterday, at noon",
  "garbage",
  "Mo, 9 Mär 2026 10:17:30 +0100",
  "Mon, 9 Sept 2026 10:17:30 +0100",
  "Mon, 9 Marc 2026 10:17:30 +0100",
  "Mon, 9 Marz 2026 10:17:30 +0100",
];

function gitReads(date: string): boolean {
  const done = spawnSync("git", ["var", "GIT_AUTHOR_IDENT"], {
    env: {
      ...process.env,
      GIT_AUTHOR_DATE: date,
      GIT_AUTHOR_NAME: "Anna Berg",
      GIT_AUTHOR_EMAIL: "anna.berg@example.org",
      GIT_CONFIG_GLOBAL: os.devNull,
      LC_ALL: "C",
    },
  });
  return done.status === 0;
}

describe("isGitDate", () => {
  it.each(DATES)("reads “%s” as git does", (date) => {
    expect(isGitDate(date)).toBe(gitReads(date));
  });

  it("is as kind as later gits: 2.39 takes the year of this one for a zone", () => {
    expect(isGitDate("Mon, 09-Mar-2026 10:17:30 GMT")).toBe(true);
  });

  it("has both kinds", () => {
    expect(DATES.filter(isGitDate).length).toBeGreaterThan(8);
    expect(DATES.filter((date) => !isGitDate(date)).length).toBeGreaterThan(6);
  });
});
