import { renameSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hover, InitializeParams } from "vscode-languageserver/node";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let sandbox: Sandbox;
let mail: string;
/** Full hash of the commit that all the mail is about. */
let bug: string;
let fix: string;
let revert: string;
let blob: string;

const unknown = "feedc0ffee12";

beforeAll(() => {
  sandbox = createSandbox();
  const { write, git, commit } = sandbox;
  git("linux", ["init", "-q", "."]);
  write("linux/drivers/frost.c", "int raw;\n");
  commit("linux", "frost: Add driver\n");
  write("linux/drivers/frost.c", "int raw;\nint cold;\n");
  bug = commit(
    "linux",
    "frost: Tell cold from warm\n\nText.\n\nReviewed-by: Bo Berg <bo@example.com>\nSigned-off-by: Ann Author <ann@example.org>\n",
    { author: "Ada Frost <ada@example.org>" },
  );
  blob = git("linux", ["rev-parse", "HEAD:drivers/frost.c"]);
  git("linux", ["tag", "-a", "-m", "v1", "v1.0"]);
  write("linux/drivers/frost.c", "int raw;\nlong cold;\n");
  fix = commit(
    "linux",
    `frost: Make cold longer\n\nFixes: ${bug.slice(0, 12)} ("frost: Tell cold from warm")\n`,
  );
  revert = commit("linux", `Revert "frost: Tell cold from warm"\n\nThis reverts commit ${bug}.\n`, {
    allowEmpty: true,
  });
  mail = `From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001
From: Cy Dahl <cy@example.com>
Date: Wed, 4 Mar 2026 08:00:00 +0100
Subject: [PATCH 6.1] frost: Warm up
Message-ID: <cy.1@example.com>

[ Upstream commit ${bug} ]

commit ${bug} upstream.

It came with ${bug.slice(0, 12)} and is cold since.
Nobody knows commit ${unknown} any more.

Fixes: ${bug.slice(0, 12)} ("frost: Tell cold from warm")
Signed-off-by: Cy Dahl <cy@example.com>
---
 drivers/frost.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/drivers/frost.c b/drivers/frost.c
index ${blob.slice(0, 12)}..1234567890ab 100644
--- a/drivers/frost.c
+++ b/drivers/frost.c
@@ -1,2 +1,2 @@
 int raw;
-int cold;
+int warm;
-- 
2.43.0

From 1123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001
From: Bo Berg <bo@example.com>
Date: Wed, 4 Mar 2026 09:00:00 +0100
Subject: Re: [PATCH 6.1] frost: Warm up
Message-ID: <bo.1@example.com>
In-Reply-To: <cy.1@example.com>

On Wed, 4 Mar 2026, Cy Dahl wrote:
> > quoted: since commit ${bug.slice(0, 12)} it is cold.
> I see.

Me too.
`;
});
afterAll(() => sandbox.dispose());

interface Opened {
  readonly client: TestClient;
  /** The text of the hover in the middle of the first `words`; null where there is none. */
  hover(words: string): Promise<string | null>;
  /** Asks again until the hover has it all: what takes long comes with a later one. */
  whole(words: string): Promise<string | null>;
}

async function open(
  {
    folder = "linux",
    environment = sandbox.environment,
  }: { folder?: string; environment?: NodeJS.ProcessEnv } = {},
  params: Partial<InitializeParams> = {},
): Promise<Opened> {
  const client = start({ environment });
  await client.initialize(params);
  const uri = sandbox.uri(`${folder}/a.mbox`);
  await client.open(uri, mail);
  const hover = async (words: string): Promise<string | null> => {
    const offset = mail.indexOf(words) + words.length - 4;
    const before = mail.slice(0, offset).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    const found: Hover | null = await client.connection.sendRequest("textDocument/hover", {
      textDocument: { uri },
      position,
    });
    if (found === null) return null;
    const { contents } = found;
    if (typeof contents !== "object" || !("value" in contents)) throw new Error("a hover has markup content");
    return contents.value;
  };
  const whole = async (words: string): Promise<string | null> => {
    await expect.poll(() => hover(words), { timeout: 15_000 }).not.toContain("still being looked up");
    return hover(words);
  };
  return { client, hover, whole };
}

describe("a commit's hash", () => {
  const places: readonly (readonly [string, () => string])[] = [
    ["in a sentence", () => `came with ${bug.slice(0, 12)}`],
    ["in Fixes:", () => `Fixes: ${bug.slice(0, 12)}`],
    ["in [ Upstream commit … ]", () => `Upstream commit ${bug}`],
    ["in commit … upstream.", () => `\ncommit ${bug}`],
    ["in a quoted line", () => `quoted: since commit ${bug.slice(0, 12)}`],
  ];

  it.each(places)("%s has its facts", async (_name, words) => {
    const { whole } = await open();
    const text = await whole(words());
    const date = (format: string): string =>
      sandbox.git("linux", ["log", "-1", "--date=format:%Y-%m-%d %H:%M %z", `--format=${format}`, bug]);
    expect(text?.split("\n").slice(0, 12)).toEqual([
      `${bug.slice(0, 12)} frost: Tell cold from warm`,
      "",
      `Author: Ada Frost <ada@example.org>, ${date("%ad")}`,
      `Committer: Ann Author <ann@example.org>, ${date("%cd")}`,
      "First in v1.0",
      "1 file changed, 1 insertion(+)",
      "",
      `- Reverted by ${revert.slice(0, 12)} Revert "frost: Tell cold from warm"`,
      `- Fixed by ${fix.slice(0, 12)} frost: Make cold longer`,
      "",
      "Reviewed-by: Bo Berg <bo@example.com>",
      "Signed-off-by: Ann Author <ann@example.org>",
    ]);
  });

  it("in a quoted line also tells who wrote the line", async () => {
    const { whole } = await open();
    expect(await whole(`quoted: since commit ${bug.slice(0, 12)}`)).toMatch(/Quote level 2/);
  });

  it("that the repository does not have is told so, with links", async () => {
    const { hover } = await open();
    const text = await hover(`commit ${unknown}`);
    expect(text).toContain(`${sandbox.path("linux")} has no commit ${unknown}.`);
    expect(text).toContain(`https://git.kernel.org/torvalds/c/${unknown}`);
    expect(text).toContain("https://lore.kernel.org/all/?q=");
  });
});

describe("a blob of an index line", () => {
  it("that is there has its size and path", async () => {
    const { hover } = await open();
    const text = await hover(`index ${blob.slice(0, 12)}`);
    expect(text).toContain(`Blob ${blob.slice(0, 12)}`);
    expect(text).toContain("drivers/frost.c");
    expect(text).toContain(`In the repository, ${"int raw;\nint cold;\n".length} bytes`);
  });

  it("that is not there is told so", async () => {
    const { hover } = await open();
    expect(await hover("..1234567890ab")).toContain(`${sandbox.path("linux")} has no blob 1234567890ab.`);
  });
});

describe("where git cannot answer, a sentence says why", () => {
  const sentence = () => `came with ${bug.slice(0, 12)}`;

  it("no repository", async () => {
    const { hover } = await open({ folder: "elsewhere" });
    expect(await hover(sentence())).toContain("There is no git repository here.");
  });

  it("the repository is removed while the server runs, and comes back", async () => {
    sandbox.git("", ["clone", "-q", "linux", "fleeting"]);
    const { hover } = await open({ folder: "fleeting" });
    expect(await hover(sentence())).toContain("frost: Tell cold from warm");
    renameSync(sandbox.path("fleeting"), sandbox.path("away"));
    const gone = await hover(sentence());
    expect(gone).toMatch(/is gone\.|There is no git repository here\./);
    expect(gone).not.toContain("frost: Tell cold from warm");
    renameSync(sandbox.path("away"), sandbox.path("fleeting"));
    await expect.poll(() => hover(sentence()), { timeout: 15_000 }).toContain("frost: Tell cold from warm");
  });

  it("git is not on the PATH", async () => {
    const { hover } = await open({ environment: { ...sandbox.environment, PATH: sandbox.path("no-bin") } });
    expect(await hover(sentence())).toContain("Git is not installed or not on the PATH");
  });

  it("the workspace is not trusted, until it is", async () => {
    const { client, hover } = await open({}, { initializationOptions: { trusted: false } });
    expect(await hover(sentence())).toContain("Git does not run in an untrusted workspace.");
    await client.connection.sendNotification("patchMail/trustGranted");
    expect(await hover(sentence())).toContain("frost: Tell cold from warm");
  });
});
