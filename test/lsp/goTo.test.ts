import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Location, LocationLink } from "vscode-languageserver/node";
import type { GoTo } from "../../server/src/features/finder.js";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let sandbox: Sandbox;
/** The patch as git writes it, and mail about it. */
let patch: string;
let reply: string;
let report: string;

const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at} of frost;`);

/** The file before the patch, with `inserted` lines at its top. */
const before = (inserted = 0): string =>
  [...numbered(1, inserted).map((line) => `new ${line}`), ...numbered(1, 60)].join("\n").concat("\n");

beforeAll(() => {
  sandbox = createSandbox();
  const { write, git, commit } = sandbox;
  git("linux", ["init", "-q", "."]);
  write("linux/drivers/frost.c", before());
  write(
    "linux/kernel/warm.c",
    "int frost_warm(int a);\n\nstatic int other(void)\n{\n\treturn frost_warm(1);\n}\n\nint frost_warm(int a)\n{\n\treturn a;\n}\n\nSYSCALL_DEFINE1(frost, int, a)\n{\n\treturn 0;\n}\n",
  );
  write("linux/arch/entry.S", "#include <x.h>\n\nSYM_FUNC_START(frost_entry)\n\tret\n");
  write("linux/MAINTAINERS", maintainers);
  commit("linux", "frost: Add driver\n", { author: "Ada Frost <ada@example.org>" });
  const now = before()
    .replace("line 10 of frost;", "changed 10;\nadded 10;")
    .replace("line 40 of frost;\n", "");
  write("linux/drivers/frost.c", now);
  commit("linux", "frost: Change it\n", { author: "Ada Frost <ada@example.org>" });
  patch = git("linux", ["format-patch", "-1", "--stdout"]).concat("\n");
  patch = patch.replace("Subject: ", "Message-ID: <patch.1@example.org>\nSubject: ");
  git("linux", ["reset", "-q", "--hard", "HEAD~1"]);
  const quoted = patch
    .slice(patch.indexOf("\n\n") + 2)
    .split("\n")
    .map((line) => `> ${line}`.trimEnd());
  const at = quoted.findIndex((line) => line.startsWith("> +added 10"));
  const words = (quoted: readonly string[], said: string): string =>
    [...quoted.slice(0, at + 1), "", said, "", ...quoted.slice(at + 1)].join("\n");
  reply = `From: Bo Berg <bo@example.com>
Date: Wed, 4 Mar 2026 09:00:00 +0100
Subject: Re: [PATCH] frost: Change it
Message-ID: <reply.1@example.com>
In-Reply-To: <patch.1@example.org>
References: <patch.1@example.org>

On Wed, 4 Mar 2026, Ada Frost wrote:
${words(quoted, "Why two lines?")}
`;
  report = `From: kernel test robot <lkp@example.com>
Date: Wed, 4 Mar 2026 10:00:00 +0100
Subject: Re: [PATCH] frost: Change it
Message-ID: <report.1@example.com>
In-Reply-To: <patch.1@example.org>

It breaks at drivers/frost.c:12 and in /build/linux/kernel/warm.c:8:5 too; warm.c:5 as well.
See ../../../etc/passwd:1 and .git/config:1.

 Call Trace:
  <TASK>
  frost_warm+0x1a/0x30
  ? frost_entry+0x5/0x10 [frost]
  __x64_sys_frost+0x1f/0x40 kernel/warm.c:14
  frost_warm.constprop.0+0x1a/0x30
  nobody_knows+0x1/0x2
  do_frost+0x1/0x2 drivers/frost.c:21 [inline]
 RIP: 0010:frost_warm+0x2/0x30
`;
});
afterAll(() => sandbox.dispose());

const maintainers = `List

FROST DRIVER
M:	Ada Frost <ada@example.org>
R:	Bo Berg <bo@example.com>
L:	linux-frost@example.org
S:	Maintained
T:	git git://git.example.org/frost.git
F:	drivers/frost.c

WARMTH
M:	Cy Dahl <cy@example.com>
S:	Odd Fixes
N:	warm

THE REST
M:	Dan Example <dan@example.org>
S:	Buried alive in reporters
F:	*
F:	*/
`;

const uriOf = (path: string): string => pathToFileURL(join(sandbox.folder, path)).href;

async function opened(
  text: string,
  options: { trusted?: boolean; name?: string; virtualLinks?: boolean } = {},
): Promise<{ client: TestClient; uri: string; text: string }> {
  const client = start();
  const { trusted = true, virtualLinks = false } = options;
  await client.initialize({ initializationOptions: { trusted, virtualLinks } });
  const uri = uriOf(`linux/${options.name ?? "mail.eml"}`);
  await client.open(uri, text);
  return { client, uri, text };
}

/** Opens another mail, and waits until it is among the mail at hand. */
async function beside({ client }: At, name: string, text: string): Promise<void> {
  const uri = uriOf(`linux/${name}`);
  await client.open(uri, text);
  const known = async (): Promise<number> => {
    const params = { textDocument: { uri }, position: { line: 0, character: 0 } };
    return (await client.connection.sendRequest<unknown[]>("patchMail/threadOf", params)).length;
  };
  await expect.poll(known, { timeout: 10_000, interval: 20 }).toBeGreaterThan(0);
}

/** Line and column of the first `words`. */
function positionOf(text: string, words: string): { line: number; character: number } {
  const offset = text.indexOf(words);
  if (offset === -1) throw new Error(`not in the text: ${words}`);
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: (lines.at(-1) ?? "").length };
}

type At = Awaited<ReturnType<typeof opened>>;

/** `path:line` of each place, 1-based, and what was said. */
async function definition({ client, uri, text }: At, words: string, skip = 1): Promise<string[]> {
  const { line, character } = positionOf(text, words);
  const found = await client.connection.sendRequest<(Location | LocationLink)[]>("textDocument/definition", {
    textDocument: { uri },
    position: { line, character: character + skip },
  });
  return found.map((one) => {
    const [target, range] = "uri" in one ? [one.uri, one.range] : [one.targetUri, one.targetRange];
    return `${target.replace(`${uriOf("linux")}/`, "")}:${range.start.line + 1}`;
  });
}

async function goTo({ client, uri, text }: At, words: string, what = "definition"): Promise<GoTo> {
  const { line, character } = positionOf(text, words);
  return await client.connection.sendRequest("patchMail/goTo", {
    textDocument: { uri },
    position: { line, character: character + 1 },
    what,
  });
}

const said = ({ client }: At): string[] =>
  client.received<{ message: string }>("window/showMessage").map(({ message }) => message);

describe("Go to Definition on a line of a hunk", () => {
  it("opens the file at the line, of the new side and of the old", async () => {
    sandbox.write("linux/drivers/frost.c", before());
    const at = await opened(patch);
    expect(await definition(at, " line 9 of")).toEqual(["drivers/frost.c:9"]);
    expect(await definition(at, "-line 10 of")).toEqual(["drivers/frost.c:10"]);
    expect(await definition(at, "-line 40 of")).toEqual(["drivers/frost.c:40"]);
    // The hunk's counts are those of the new side, one line further below.
    expect(await definition(at, " line 42 of")).toEqual(["drivers/frost.c:42"]);
    expect(said(at)).toEqual([]);
    expect(await definition(at, "+added 10")).toEqual(["drivers/frost.c:11"]);
    expect(said(at)).toEqual(["This line is not in frost.c: the patch is not applied there. It goes here."]);
  });

  it("finds lines that have moved, and those of a patch that is applied", async () => {
    sandbox.write("linux/drivers/frost.c", before(7));
    const at = await opened(patch);
    expect(await definition(at, " line 9 of")).toEqual(["drivers/frost.c:16"]);
    expect(await definition(at, "-line 40 of")).toEqual(["drivers/frost.c:47"]);
    const applied = before(7).replace("line 10 of frost;", "changed 10;\nadded 10;");
    sandbox.write("linux/drivers/frost.c", applied);
    expect(await definition(at, "+added 10")).toEqual(["drivers/frost.c:18"]);
    expect(said(at)).toEqual([]);
    expect(await definition(at, "-line 10 of")).toEqual(["drivers/frost.c:17"]);
    expect(said(at)[0]).toContain("the patch is applied there");
    sandbox.write("linux/drivers/frost.c", "nothing of it\n");
    expect(await definition(at, " line 9 of")).toEqual(["drivers/frost.c:1"]);
    expect(said(at)[1]).toContain("the nearest place");
  });

  it("does so in quotes of any depth, also where the quote has no header", async () => {
    sandbox.write("linux/drivers/frost.c", before(3));
    const at = await opened(reply);
    expect(await definition(at, "> -line 10 of", 4)).toEqual(["drivers/frost.c:13"]);
    expect(await definition(at, ">  line 42 of", 4)).toEqual(["drivers/frost.c:45"]);
    const deep = reply.replaceAll(/^>/gm, "> > >");
    const below = await opened(deep);
    expect(await definition(below, "> > > -line 10 of", 8)).toEqual(["drivers/frost.c:13"]);
  });

  it("looks nowhere in an untrusted workspace, and says so", async () => {
    sandbox.write("linux/drivers/frost.c", before());
    const at = await opened(patch, { trusted: false });
    expect(await definition(at, " line 9 of")).toEqual([]);
    expect(said(at).join()).toContain("untrusted workspace");
    expect((await goTo(at, " line 9 of")).note).toContain("untrusted workspace");
    const other = await opened(report, { trusted: false });
    expect(await definition(other, "frost_warm+0x1a")).toEqual([]);
    expect(await definition(other, " warm.c:5", 3)).toEqual([]);
    expect(said(other)).toHaveLength(2);
    expect(said(other)[0]).toContain("untrusted workspace");
  });
});

describe("Go to Definition elsewhere", () => {
  it("knows paths of rows and headers", async () => {
    const at = await opened(patch);
    const row = positionOf(patch, " drivers/frost.c |").line + 1;
    const header = positionOf(patch, "diff --git").line + 1;
    expect(await definition(at, " drivers/frost.c |", 3)).toEqual([
      `mail.eml:${header}`,
      "drivers/frost.c:1",
    ]);
    expect(await definition(at, "| ", 3)).toEqual([`mail.eml:${header}`]);
    // On a header's path the file is meant alone; its row is the declaration.
    for (const path of ["+++ b/drivers", "--- a/drivers", "diff --git"]) {
      expect(await definition(at, path, 8)).toEqual(["drivers/frost.c:1"]);
      const declared = await at.client.connection.sendRequest<Location[]>("textDocument/declaration", {
        textDocument: { uri: at.uri },
        position: positionOf(patch, path),
      });
      expect(declared.map(({ range }) => range.start.line + 1)).toEqual([row]);
    }
    expect(await definition(at, "index ", 1)).toEqual([`mail.eml:${row}`]);
    expect((await goTo(at, "index ", "definition")).places).toHaveLength(1);
  });

  it("follows places and functions of a report", async () => {
    const at = await opened(report);
    expect(await definition(at, "drivers/frost.c:12")).toEqual(["drivers/frost.c:12"]);
    expect(await definition(at, "/build/linux", 9)).toEqual(["kernel/warm.c:8"]);
    expect(await definition(at, " warm.c:5", 3)).toEqual(["kernel/warm.c:5"]);
    expect(await definition(at, "frost_warm+0x1a")).toEqual(["kernel/warm.c:8"]);
    expect(await definition(at, "0010:frost_warm", 7)).toEqual(["kernel/warm.c:8"]);
    expect(await definition(at, "frost_warm.constprop")).toEqual(["kernel/warm.c:8"]);
    expect(await definition(at, "frost_entry+")).toEqual(["arch/entry.S:3"]);
    expect(await definition(at, "__x64_sys_frost")).toEqual(["kernel/warm.c:14"]);
    expect(await definition(at, "do_frost+")).toEqual(["drivers/frost.c:21"]);
    expect(said(at)).toEqual([]);
    // The tree here is another one than the robot's.
    const short = await opened(report.replace("drivers/frost.c:12", "drivers/frost.c:112"));
    expect(await definition(short, "drivers/frost.c:112")).toEqual(["drivers/frost.c:112"]);
    expect(said(short)).toEqual(["Line 112 is past the end of frost.c here: it has 60 lines."]);
    const last = await opened(report.replace("drivers/frost.c:12", "drivers/frost.c:60"));
    expect(await definition(last, "drivers/frost.c:60")).toEqual(["drivers/frost.c:60"]);
    expect(said(last)).toEqual([]);
    expect(await definition(at, "nobody_knows")).toEqual([]);
    expect(said(at).join()).toContain("No definition of nobody_knows() was found");
    expect(await definition(at, "etc/passwd")).toEqual([]);
    expect(await definition(at, ".git/config", 6)).toEqual([]);
  });

  it("goes from quoted text to the message that wrote it, and from a quoted hunk by Go to Declaration", async () => {
    const at = await opened(reply);
    await beside(at, "patch.eml", patch);
    const line = (words: string): number => positionOf(patch, words).line;
    const origin = await goTo(at, "added 10", "declaration");
    expect(origin.places).toMatchObject([
      { kind: "mail", target: { uri: uriOf("linux/patch.eml"), isDecoded: false } },
    ]);
    const declared = await at.client.connection.sendRequest<Location[]>("textDocument/declaration", {
      textDocument: { uri: at.uri },
      position: positionOf(reply, "added 10"),
    });
    expect(declared.map(({ uri, range }) => [uri, range.start.line])).toEqual([
      [uriOf("linux/patch.eml"), line("+added 10")],
    ]);
    const [place] = await definition(at, "> ---", 2);
    expect(place).toBe(`patch.eml:${line("\n---\n") + 2}`);
  });
});

describe("Find All References", () => {
  async function references(at: At, words: string): Promise<string[]> {
    const found = await at.client.connection.sendRequest<Location[]>("textDocument/references", {
      textDocument: { uri: at.uri },
      position: positionOf(at.text, words),
      context: { includeDeclaration: false },
    });
    return found.map(({ uri, range }) => `${uri.replace(`${uriOf("linux")}/`, "")}:${range.start.line}`);
  }

  it("finds comments on a line, from the patch and from a quote; messages of a person; replies", async () => {
    const at = await opened(patch, { name: "patch.eml" });
    await beside(at, "reply.eml", reply);
    const comment = `reply.eml:${positionOf(reply, "Why two lines?").line}`;
    expect(await references(at, "+added 10")).toEqual([comment]);
    expect(await references(at, "-line 10 of")).toEqual([comment]);
    expect(await references(at, "-line 40 of")).toEqual([]);
    const there = { ...at, uri: uriOf("linux/reply.eml"), text: reply };
    expect(await references(there, "changed 10")).toEqual([comment]);
    const subject = `reply.eml:${positionOf(reply, "Subject:").line}`;
    expect(await references(there, "Bo Berg")).toEqual([subject]);
    expect(await references(there, "patch.1@")).toEqual([subject]);
    const own = `patch.eml:${positionOf(patch, "Subject:").line}`;
    expect(await references(at, "ada@example.org")).toEqual([own]);
  });

  it("gives messages at their subjects, the newest first, and a copy once", async () => {
    const dated = (text: string, id: string, day: number): string =>
      text
        .replace(/^Date: .*\n/m, "")
        .replace("reply.1@", `${id}@`)
        .replace(/^Subject: /m, `Date: ${day} Mar 2024 10:00:00 +0000\nX-Note: a\n b\nSUBJECT: `);
    const at = await opened(patch, { name: "patch.eml" });
    await beside(at, "r1.eml", dated(reply, "r1", 4));
    await beside(at, "r2.eml", dated(reply, "r2", 6));
    await beside(at, "r2-copy.eml", dated(reply, "r2", 6));
    await beside(at, "r3.eml", dated(reply, "r3", 5));
    const text = dated(reply, "r1", 4);
    const there = { ...at, uri: uriOf("linux/r1.eml"), text };
    const { line } = positionOf(text, "SUBJECT:");
    const wanted = [`r2(-copy)?.eml:${line}`, `r3.eml:${line}`, `r1.eml:${line}`];
    for (const words of ["Bo Berg", "patch.1@"]) {
      const found = await references(there, words);
      expect(found.join(" ")).toMatch(new RegExp(`^${wanted.join(" ")}$`));
    }
  });
});

describe("Find All References over versions", () => {
  it("finds the comments of all versions that still hold the line", async () => {
    const next = patch
      .replace("<patch.1@", "<patch.2@")
      .replace("[PATCH]", "[PATCH v2]")
      .replaceAll("+changed 10;", "+altered 10;");
    // A long quote: the line stands further above its comment than facts keep.
    const rows = patch.slice(patch.indexOf("\n\n") + 2).split("\n");
    const end = rows.findIndex((row) => row.startsWith("-- "));
    const second = reply
      .replace("<reply.1@", "<reply.2@")
      .replaceAll("<patch.1@", "<patch.2@")
      .replace(/wrote:[^]*$/, "wrote:\n")
      .concat(
        rows
          .slice(0, end)
          .map((row) => `> ${row}\n`.replace("changed 10", "altered 10"))
          .join(""),
        "\nAt the end.\n",
      );
    const at = await opened(patch, { name: "patch.eml" });
    await beside(at, "reply.eml", reply);
    await beside(at, "patch2.eml", next);
    await beside(at, "reply2.eml", second);
    const find = async (name: string, text: string, words: string, includeDeclaration = false) => {
      const found = await at.client.connection.sendRequest<Location[]>("textDocument/references", {
        textDocument: { uri: uriOf(`linux/${name}`) },
        position: positionOf(text, words),
        context: { includeDeclaration },
      });
      return found
        .map(({ uri, range }) => `${uri.replace(`${uriOf("linux")}/`, "")}:${range.start.line}`)
        .sort();
    };
    const first = `reply.eml:${positionOf(reply, "Why two lines?").line}`;
    const last = `reply2.eml:${positionOf(second, "At the end.").line}`;
    expect(await find("patch.eml", patch, "+added 10")).toEqual([first, last]);
    expect(await find("reply2.eml", second, "added 10")).toEqual([first, last]);
    expect(await find("patch2.eml", next, "+altered 10")).toEqual([last]);
    expect(await find("patch.eml", patch, "+changed 10")).toEqual([first]);
    expect(await find("patch2.eml", next, "-line 40 of", true)).toEqual([
      `patch.eml:${positionOf(patch, "-line 40 of").line}`,
      `patch2.eml:${positionOf(next, "-line 40 of").line}`,
      last,
    ]);
  });

  it("goes from a quote without headers into the file, by the patch that is quoted", async () => {
    sandbox.write("linux/drivers/frost.c", before(5));
    const bare = reply.replace(
      /wrote:[^]*$/,
      "wrote:\n> -line 40 of frost;\n>  line 41 of frost;\n\nThis?\n",
    );
    const at = await opened(bare);
    await beside(at, "patch.eml", patch);
    expect(await definition(at, "> -line 40 of", 4)).toEqual(["drivers/frost.c:45"]);
    expect(await definition(at, ">  line 41 of", 4)).toEqual(["drivers/frost.c:46"]);
  });
});

describe("links and hover", () => {
  it("link ids to mail at hand, and hashes where the client shows commits", async () => {
    const at = await opened(`${reply}\nLink: https://lore.kernel.org/r/patch.1@example.org\n`, {
      virtualLinks: true,
    });
    await beside(at, "patch.eml", patch);
    const links = await at.client.connection.sendRequest<{ target?: string; data?: unknown }[]>(
      "textDocument/documentLink",
      { textDocument: { uri: at.uri } },
    );
    const there = `${uriOf("linux/patch.eml")}#L2`;
    expect(links.filter(({ target }) => target === there)).toHaveLength(3);
    expect(links.filter(({ data }) => JSON.stringify(data ?? "").includes('"object"'))).toHaveLength(2);
  });

  it("tell who maintains a path", async () => {
    const at = await opened(patch);
    const hover = await at.client.connection.sendRequest<{ contents: { value: string } }>(
      "textDocument/hover",
      { textDocument: { uri: at.uri }, position: positionOf(patch, "drivers/frost.c |") },
    );
    for (const words of [
      "MAINTAINERS: FROST DRIVER (Maintained)",
      "M: Ada Frost",
      "R: Bo Berg",
      "L: linux-frost",
      "T: git git:",
    ])
      expect(hover.contents.value).toContain(words);
    expect(hover.contents.value).not.toContain("THE REST");
  });
});
