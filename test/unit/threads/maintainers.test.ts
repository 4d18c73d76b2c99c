import { describe, expect, it } from "vitest";
import { maintainedFiles, readMaintainers, sectionsOf } from "../../../server/src/threads/maintainers.js";

const text = `List of maintainers
===================

M:	not in an entry

FROST TEMPERATURE SENSOR
M:	Anna Berg <Anna@Example.org>
R:	Bo Lee <bo@example.com>
L:	linux-hwmon@example.org
S:	Maintained
F:	Documentation/hwmon/frost.rst
F:	drivers/hwmon/frost*
F:	drivers/frost/
X:	drivers/frost/old/

NETWORK
M:	netty@example.org
F:	net
F:	*/net/*
F:	tools/**/net.?

REST
M:	Linus <rest@example.org>
F:	*
F:	*/
`;

const held = (address: string, ...paths: string[]): string[] =>
  paths.filter(maintainedFiles(text, [address]));

describe("files of MAINTAINERS", () => {
  it("are those of the entries that name the address, as maintainer or reviewer", () => {
    const paths = ["Documentation/hwmon/frost.rst", "drivers/hwmon/frost.c", "drivers/hwmon/snow.c"];
    expect(held("anna@example.org", ...paths)).toEqual(paths.slice(0, 2));
    expect(held("bo@example.com", ...paths)).toEqual(paths.slice(0, 2));
    expect(held("cy@example.com", ...paths)).toEqual([]);
    expect(paths.filter(maintainedFiles(text, []))).toEqual([]);
  });

  // The cases of scripts/get_maintainer.pl, file_match_pattern().
  it("are all below a directory, and of a pattern those of its depth", () => {
    expect(
      held("bo@example.com", "drivers/frost/a/b.c", "drivers/frost/old/b.c", "drivers/frosty.c"),
    ).toEqual(["drivers/frost/a/b.c"]);
    expect(held("netty@example.org", "net/core/dev.c", "a/net/b.c", "a/net/b/c.c", "network.c")).toEqual([
      "net/core/dev.c",
      "a/net/b.c",
      "network.c",
    ]);
    expect(held("netty@example.org", "tools/a/b/net.c", "tools/net.c")).toEqual(["tools/a/b/net.c"]);
    expect(held("rest@example.org", "Makefile", "a/b.c")).toEqual(["Makefile", "a/b.c"]);
  });

  it("take no time with many stars", () => {
    const hostile = `X\nM:\tme@example.org\nF:\t${"*a".repeat(200)}b\n`;
    expect(maintainedFiles(hostile, ["me@example.org"])("a".repeat(500))).toBe(false);
  });
});

describe("sections of MAINTAINERS", () => {
  const named = `${text.replace("REST", "THE REST")}
TEGRA
M:	Eva <eva@example.org>
S:	Supported
T:	git git://git.example.org/tegra.git
N:	[^a-z]tegra
N:	(bad|worse)*$
N:	a+b+c+d
N:	(?=x)y
X:	drivers/old-tegra.c
`;
  const titles = (path: string): string[] =>
    sectionsOf(readMaintainers(named), path).map(({ title }) => title);

  it("are those with the path, the one of all files only where there is no other", () => {
    expect(titles("drivers/hwmon/frost.c")).toEqual(["FROST TEMPERATURE SENSOR"]);
    expect(titles("drivers/hwmon/snow.c")).toEqual(["THE REST"]);
    expect(sectionsOf(readMaintainers(named), "drivers/hwmon/frost.c")[0]).toMatchObject({
      maintainers: ["Anna Berg <Anna@Example.org>"],
      reviewers: ["Bo Lee <bo@example.com>"],
      lists: ["linux-hwmon@example.org"],
      trees: [],
      status: ["Maintained"],
    });
  });

  it("have names as patterns, but none that may take long", () => {
    expect(titles("drivers/clk-tegra.c")).toEqual(["TEGRA"]);
    expect(titles("drivers/xtegra.c")).toEqual(["THE REST"]);
    expect(titles("drivers/old-tegra.c")).toEqual(["THE REST"]);
    const tegra = readMaintainers(named).find(({ title }) => title === "TEGRA");
    expect(tegra?.names.map(({ source }) => source)).toEqual(["[^a-z]tegra"]);
    const slow = readMaintainers(`SLOW\nN:\t${"a*".repeat(2)}b\n`.repeat(2000));
    expect(sectionsOf(slow, "a".repeat(120))).toEqual([]);
  });
});
