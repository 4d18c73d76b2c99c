import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNodeMailStore } from "../../../server/src/mailboxes/nodeMailStore.js";
import { createNodeNotmuch } from "../../../server/src/mailboxes/nodeNotmuch.js";
import { type Notmuch, notmuchSource } from "../../../server/src/mailboxes/notmuchSource.js";
import { openNotmuchSource } from "../../../server/src/mailboxes/openSource.js";
import { defaultSourceLimits } from "../../../server/src/mailboxes/sourceLimits.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MessageSummary, ThreadNode } from "../../../server/src/threads/model.js";
import { cover, mailText, patch, reply } from "./mails.js";

const hasNotmuch = ((): boolean => {
  try {
    execFileSync("notmuch", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    console.log("skipped: 8 checks, since notmuch is absent (Debian: apt-get install notmuch)");
    return false;
  }
})();

const parts = { store: createNodeMailStore(), limits: defaultSourceLimits, parse: undefined };

async function find(query: string, notmuch: Notmuch): Promise<MessageSummary[]> {
  const scan = await notmuchSource(query, notmuch, parts).scan({});
  return [...(scan?.files.values() ?? [])].flatMap(({ messages }) => messages);
}

/** A program of the name `notmuch` alone on the PATH, as a shell script. */
function scripted(folder: string, script: string): Notmuch {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "notmuch"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return createNodeNotmuch({ PATH: folder }, 2000);
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-notmuch-source-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(hasNotmuch)("a search of notmuch", () => {
  const mails: Readonly<Record<string, string>> = {
    "cur/1.a:2,S": cover,
    "cur/2.b:2,RS": patch,
    "new/3.c": reply,
    "cur/4.d:2,": mailText({
      From: "Dan <dan@example.org>",
      Subject: "--output=tags",
      Date: "Tue, 10 Mar 2026 10:00:00 +0000",
      "Message-ID": "<alone@example.org>",
    }),
    // The same mail from another list.
    "cur/5.e:2,": reply,
  };
  let environment: Record<string, string> = {};
  const program = (...words: string[]): string =>
    execFileSync("notmuch", words, {
      env: environment,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  const real = (): Notmuch => createNodeNotmuch(environment);

  beforeAll(() => {
    const mail = path.join(folder, "mail");
    for (const name of ["cur", "new", "tmp"]) mkdirSync(path.join(mail, name), { recursive: true });
    for (const [name, text] of Object.entries(mails)) writeFileSync(path.join(mail, name), text);
    writeFileSync(
      path.join(mail, "cur/6.f.gz"),
      gzipSync(
        mailText({ From: "Eva <eva@example.org>", Subject: "packed", "Message-ID": "<gz@example.org>" }),
      ),
    );
    const config = path.join(folder, "config");
    writeFileSync(config, `[database]\npath=${mail}\n[user]\nname=x\nprimary_email=x@example.org\n`);
    environment = { PATH: process.env["PATH"] ?? "", HOME: folder, NOTMUCH_CONFIG: config };
    program("new");
  });

  it("gives the messages that `notmuch show` tells, in the same tree", async () => {
    // [message, replies] as notmuch nests them.
    type Shown = readonly [{ readonly id: string } | null, readonly Shown[]];
    const shown: unknown = JSON.parse(program("show", "--format=json", "--body=false", "--", "*"));
    const theirs = (shown as readonly (readonly Shown[])[]).map((thread) => thread.map(idsOf)).flat();
    function idsOf([message, replies]: Shown): unknown {
      return [message?.id, ...replies.map(idsOf)];
    }
    const ours = buildThreads({ messages: await find("*", real()), told: [] }).map(function ids(
      node: ThreadNode,
    ): unknown {
      return [node.messageId, ...node.children.map(ids)];
    });
    const sorted = (trees: readonly unknown[]): string[] => trees.map((tree) => JSON.stringify(tree)).sort();
    // What is referred to and missing is no message to notmuch.
    expect(sorted(ours).map((tree) => tree.replace(/^\["root@example.org",(.*)\]$/, "$1"))).toEqual(
      sorted(theirs),
    );
  });

  it("finds by the terms of a query, with flags, copies and compressed mail", async () => {
    const found = await find("from:anna and subject:temperatures", real());
    expect(found.map(({ messageId, flags }) => [messageId, flags])).toEqual([["one@example.org", "RS"]]);
    expect(await find("id:reply@example.com", real())).toHaveLength(2);
    expect((await find("subject:packed", real()))[0]?.fromName).toBe("Eva");
  });

  it("takes a query that looks like an option for a query", async () => {
    for (const query of ["--output=tags", "--help", "-h", "--config=/dev/null"]) {
      const found = await find(query, real());
      // Words of a subject, or nothing: never an option.
      expect(found.every(({ messageId }) => messageId === "alone@example.org")).toBe(true);
    }
    expect(await find("subject:output", real())).toHaveLength(1);
  });

  it("runs no shell", async () => {
    const witness = path.join(folder, "witness");
    await find(`$(touch ${witness})`, real()).catch(() => undefined);
    await find(`; touch ${witness}`, real()).catch(() => undefined);
    expect(() => readFileSync(witness)).toThrow(/ENOENT/);
  });

  it("says what notmuch says where it refuses, and when nothing is found", async () => {
    const scan = await notmuchSource("subject:nowhere", real(), parts).scan({});
    expect(scan?.notes).toEqual(["notmuch finds nothing for “subject:nowhere”."]);
    const lost = createNodeNotmuch({
      ...environment,
      NOTMUCH_CONFIG: path.join(folder, "none"),
      HOME: "/nowhere",
    });
    await expect(find("*", lost)).rejects.toThrow(/^notmuch could not search: /);
    await expect(find(" ", real())).rejects.toThrow("Say what notmuch is to search for.");
    await expect(find("a\0b", real())).rejects.toThrow(/too long, or no text/);
  });

  it("reads a message from its file, also after its flags have changed", async () => {
    const source = notmuchSource("id:one@example.org", real(), parts);
    const uri = [...((await source.scan({}))?.files.keys() ?? [])][0] ?? "";
    expect(new TextDecoder().decode(await source.read(uri, 0))).toBe(patch);
    const file = fileURLToPath(uri);
    renameSync(file, file.replace(":2,RS", ":2,FRS"));
    program("new");
    expect(new TextDecoder().decode(await source.read(uri, 0))).toBe(patch);
    const all: string[] = [];
    await source.readAll(({ bytes }) => void all.push(new TextDecoder().decode(bytes)));
    expect(all).toEqual([patch]);
  });
});

describe("a notmuch that does not answer well", () => {
  it("is missing", async () => {
    const notmuch = createNodeNotmuch({ PATH: path.join(folder, "empty") });
    await expect(find("*", notmuch)).rejects.toThrow("notmuch is not installed, or not on the PATH.");
  });

  it("answers no JSON, or another kind of it, or paths that are none", async () => {
    const bin = path.join(folder, "bin");
    await expect(find("*", scripted(bin, "echo no"))).rejects.toThrow("something that is no JSON");
    await expect(find("*", scripted(bin, "echo '{}'"))).rejects.toThrow("something else than a list");
    expect(await find("*", scripted(bin, `echo '["etc/passwd", 7, null, "-x"]'`))).toEqual([]);
    expect(await find("*", scripted(bin, `echo '["/nowhere/at/all"]'`))).toEqual([]);
  });

  it("takes too long, or is stopped", async () => {
    const notmuch = scripted(path.join(folder, "slow"), "while :; do :; done");
    await expect(find("*", notmuch)).rejects.toThrow("notmuch did not answer within 2 seconds.");
    let isStopped = false;
    setTimeout(() => {
      isStopped = true;
    }, 200);
    await expect(notmuchSource("*", notmuch, parts).scan({ isStopped: () => isStopped })).rejects.toThrow(
      "The search of notmuch was stopped.",
    );
  });

  it("of the user's own machine is asked in the same way", async () => {
    await expect(openNotmuchSource("").scan({})).rejects.toThrow("Say what notmuch is to search for.");
    expect(openNotmuchSource("tag:a/b").uri).toBe("notmuch:/tag%3Aa%2Fb");
  });

  it("gets the query as its last word, behind --", async () => {
    const notmuch = scripted(path.join(folder, "echo"), `printf '["/%s"]' "$*"`);
    const json = await notmuch.searchFiles("a b --c", 3, () => false);
    expect(JSON.parse(json)).toEqual(["/search --format=json --output=files --limit=3 -- a b --c"]);
    expect(notmuch.uriOf("/a b:2,S")).toBe("file:///a%20b%3A2%2CS");
  });
});
