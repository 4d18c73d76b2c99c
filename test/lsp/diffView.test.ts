import { describe, expect, it } from "vitest";
import type { CodeLens, InlayHint, Location } from "vscode-languageserver/node";
import type { PlacedComment } from "../../server/src/features/comments.js";
import type { WordMarksResult } from "../../server/src/features/wordMarks.js";
import { hunkHeaderLine, soundPatch } from "./mails.js";
import type { TestClient, TestClientOptions } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
const uri = "file:///mail/patch.eml";
const replyUri = "file:///mail/reply.eml";
const textDocument = { uri };

/** Asks about one line of the patch, and approves of nothing. */
const comment = `From: Bo Berg <bo@example.com>
Date: Wed, 4 Mar 2026 08:00:00 +0100
Subject: Re: [PATCH] hwmon: frost: Round to the nearest degree
Message-ID: <bo.2@example.com>
In-Reply-To: <20260303101500.1-1-ada@example.org>

On Tue, 3 Mar 2026, Ada Frost wrote:
> @@ -10,7 +10,7 @@ static int frost_read(struct device *dev)
>  	int raw = frost_raw(dev);
>${" "}
>  	/* one unit is 0.1 degrees */
> -	return raw / 10;
> +	return (raw + 5) / 10;

Below zero this rounds to the wrong side, does it not?

>  }
`;

interface Session {
  readonly client: TestClient;
  /** Resolves when the server asks for a refresh of that kind. */
  refreshed(kind: "codeLens" | "inlayHint"): Promise<void>;
}

async function session(initializationOptions: unknown, options: TestClientOptions = {}): Promise<Session> {
  const client = start(options);
  const waiting = new Map<string, () => void>();
  for (const kind of ["codeLens", "inlayHint"])
    client.connection.onRequest(`workspace/${kind}/refresh`, () => {
      waiting.get(kind)?.();
      return null;
    });
  const { capabilities } = await client.initialize({
    initializationOptions,
    capabilities: {
      workspace: {
        codeLens: { refreshSupport: true },
        inlayHint: { refreshSupport: true },
        configuration: options.configuration !== undefined,
      },
    },
  });
  expect(capabilities).toMatchObject({
    codeLensProvider: { resolveProvider: true },
    documentHighlightProvider: true,
    inlayHintProvider: true,
  });
  await client.open(uri, soundPatch);
  return {
    client,
    refreshed: (kind) => new Promise((resolve) => waiting.set(kind, resolve)),
  };
}

const lenses = (client: TestClient): Promise<CodeLens[] | null> =>
  client.connection.sendRequest("textDocument/codeLens", { textDocument });

async function titles(client: TestClient): Promise<string[]> {
  const found = (await lenses(client)) ?? [];
  return Promise.all(
    found.map(async (lens) => {
      const { command }: CodeLens = await client.connection.sendRequest("codeLens/resolve", lens);
      return `${lens.range.start.line}: ${command?.title}`;
    }),
  );
}

const fileLine = soundPatch.split("\n").findIndex((line) => line.startsWith("diff --git"));
const own = (line: number): readonly string[] => [`${line}: Open side by side`, `${line}: Go to source`];

describe("code lenses", () => {
  it("are for clients that say they have the commands", async () => {
    const { client } = await session({});
    expect(await lenses(client)).toBeNull();
  });

  it("by setting there are none", async () => {
    const { client } = await session({ commands: true, settings: { codeLens: "off" } });
    expect(await lenses(client)).toBeNull();
  });

  it("tell of comments once the replies were read, and refresh for that", async () => {
    const { client, refreshed } = await session({ commands: true });
    await client.open(replyUri, comment);
    const told = refreshed("codeLens");
    expect(await titles(client)).toEqual(own(fileLine));
    await told;
    expect(await titles(client)).toEqual([
      ...own(fileLine),
      `${fileLine}: 1 comment`,
      ...own(hunkHeaderLine),
      `${hunkHeaderLine}: 1 comment`,
    ]);
    const found: PlacedComment[] | null = await client.connection.sendRequest("patchMail/comments", {
      textDocument,
      position: { line: hunkHeaderLine, character: 0 },
    });
    const line = comment.split("\n").findIndex((each) => each.startsWith("Below zero"));
    expect(found).toMatchObject([
      { uri: replyUri, line0: 0, ordinal: 0, isIndexOnly: false, isDecoded: false, lineInMessage: line },
    ]);
  }, 20_000);
});

describe("the author's answer", () => {
  const answerUri = "file:///mail/answer.eml";
  const [header = "", quoted = ""] = comment.split(/\n\n([^]*)/);
  const asked = quoted.slice(0, quoted.indexOf("\n\n>  }"));
  const answer = `${header
    .replace("Bo Berg <bo@example.com>", "Ada Frost <ada@example.org>")
    .replace("bo.2@example.com", "ada.3@example.org")
    .replace("<20260303101500.1-1-ada@example.org>", "<bo.2@example.com>")
    .replace("Wed, 4", "Thu, 5")}
References: <20260303101500.1-1-ada@example.org> <bo.2@example.com>

On Wed, 4 Mar 2026, Bo Berg wrote:
${asked.replace(/^/gm, "> ")}

It does; v2 takes DIV_ROUND_CLOSEST().
`;
  const at = (text: string, words: string): number =>
    text.split("\n").findIndex((line) => line.includes(words));

  it("stands among the comments of the line, and is no open one", async () => {
    const { client, refreshed } = await session({ commands: true });
    await client.open(replyUri, comment);
    await client.open(answerUri, answer);
    const told = refreshed("codeLens");
    await titles(client);
    await told;
    expect(await titles(client)).toContain(`${hunkHeaderLine}: 2 comments`);
    const found: Location[] = await client.connection.sendRequest("textDocument/references", {
      textDocument,
      position: { line: at(soundPatch, "+\treturn (raw + 5)"), character: 3 },
      context: { includeDeclaration: false },
    });
    expect(found.map(({ uri: of, range }) => [of, range.start.line])).toEqual([
      [replyUri, at(comment, "Below zero")],
      [answerUri, at(answer, "It does;")],
    ]);
    // Neither the question, which was answered, nor the answer waits for anything.
    const rows = async (): Promise<string> =>
      JSON.stringify(await client.connection.sendRequest("patchMail/threads", {}));
    await expect.poll(rows, { timeout: 10_000 }).toContain("1 comment, all answered.");
  }, 20_000);
});

describe("line numbers", () => {
  it("are there by setting, and come when the setting changes", async () => {
    let lineNumbers = "off";
    const { client, refreshed } = await session({}, { configuration: () => ({ lineNumbers }) });
    const hints = (): Promise<InlayHint[] | null> =>
      client.connection.sendRequest("textDocument/inlayHint", {
        textDocument,
        range: {
          start: { line: hunkHeaderLine, character: 0 },
          end: { line: hunkHeaderLine + 2, character: 0 },
        },
      });
    expect(await hints()).toBeNull();
    lineNumbers = "new";
    const told = refreshed("inlayHint");
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await told;
    const shown = (await hints())?.map(({ label }) => (typeof label === "string" ? label.trimEnd() : label));
    expect(shown).toEqual(["10", "11"]);
  });
});

it("word marks and highlights are answered, for any client", async () => {
  const { client } = await session({});
  const marks: WordMarksResult = await client.connection.sendRequest("patchMail/wordMarks", {
    textDocument,
    range: { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } },
  });
  const removedLine = hunkHeaderLine + 4;
  expect(marks.removed).toEqual([]);
  expect(marks.added.filter((_, at) => at % 3 === 0)).toEqual([removedLine + 1, removedLine + 1]);
  const highlights: unknown[] | null = await client.connection.sendRequest("textDocument/documentHighlight", {
    textDocument,
    position: { line: removedLine, character: 9 },
  });
  expect(highlights).toHaveLength(3);
});
