import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import { mailFileOf } from "../../server/src/mailboxes/summary.js";
import { buildThreads } from "../../server/src/threads/jwz.js";
import type { MessageSummary, ThreadNode } from "../../server/src/threads/model.js";
import { corpusFiles, hasShared } from "./shared.js";

const hasNotmuch = ((): boolean => {
  try {
    execFileSync("notmuch", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    console.log("skipped: 1 check, since notmuch is absent (Debian: apt-get install notmuch)");
    return false;
  }
})();

/** What `notmuch show --format=json` gives: threads of messages with the replies to them; null: it does not match. */
type Shown = readonly [message: { readonly id: string } | null, replies: readonly Shown[]];

/** Message -> nearest message above it that is at hand, "" for none. */
function parentsOfShown(threads: readonly (readonly Shown[])[]): Map<string, string> {
  const parents = new Map<string, string>();
  const stack = threads.flatMap((thread) => thread.map((shown) => ({ shown, above: "" })));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [message, replies] = top.shown;
    const above = message?.id ?? top.above;
    if (message !== null) parents.set(message.id, top.above);
    for (const shown of replies) stack.push({ shown, above });
  }
  return parents;
}

function parentsOfNodes(roots: readonly ThreadNode[]): Map<string, string> {
  const parents = new Map<string, string>();
  const stack = roots.map((node) => ({ node, above: "" }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node } = top;
    const above = node.message === null ? top.above : node.messageId;
    if (node.message !== null) parents.set(node.messageId, top.above);
    for (const child of node.children) stack.push({ node: child, above });
  }
  return parents;
}

const rootOf = (id: string, parents: ReadonlyMap<string, string>): string => {
  let root = id;
  for (let up = parents.get(root) ?? ""; up !== ""; up = parents.get(root) ?? "") root = up;
  return root;
};

/** Why a message stands elsewhere than in notmuch; null: nothing explains it. */
function reasonOf(
  message: MessageSummary,
  ours: string,
  theirs: string,
  ids: ReadonlySet<string>,
): string | null {
  const named = [...message.references, ...message.inReplyTo];
  if (named.length === 0 && theirs === "")
    return "put together by us: a series or a reply without any reference";
  const last = message.references.findLast((id) => id !== message.messageId);
  if (theirs === "" && last !== undefined && !ids.has(last) && ours !== "")
    return "its parent is missing: we show it below the nearest one at hand, notmuch at the top";
  if (last !== undefined && ours === last && message.inReplyTo.includes(theirs))
    return "References end in another id than In-Reply-To: we follow References, notmuch In-Reply-To";
  if (last === undefined && message.inReplyTo.length > 1 && ours === message.inReplyTo[0])
    return "several ids in In-Reply-To and no References: we take the first at hand, as JWZ says, notmuch the last";
  if (ours === last && message.inReplyTo.every((id) => !ids.has(id)))
    return "In-Reply-To was mangled by an archive: we take the last of References, notmuch the one it reads last in the thread";
  return null;
}

describe.runIf(hasNotmuch && hasShared("corpus", 1))("threads of the corpus, as notmuch has them", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "patch-mail-notmuch-shape-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are as many, and have the same parents, but for known reasons", () => {
    const messages: MessageSummary[] = [];
    const seen = new Set<string>();
    mkdirSync(path.join(folder, "mail/cur"), { recursive: true });
    // The fixtures of b4 and Patchwork give one Message-ID to different mails, of which notmuch knows one.
    const files = corpusFiles().filter(({ path: name }) =>
      /^(?:eml\/.*\.eml|mbox\/(?!b4|patchwork).*\.mbo?x)$/.test(name),
    );
    for (const file of files) {
      const text = file.bytes.toString("latin1");
      const { document } = parse(text);
      const summaries = mailFileOf(`file:///${file.path}`, document).messages;
      for (const message of document.messages) {
        const summary = summaries.find(({ index }) => index === message.index);
        if (message.messageId === null || summary === undefined || seen.has(message.messageId)) continue;
        // notmuch takes no id with blanks or of more than 244 characters for one.
        if (/\s/.test(message.messageId) || message.messageId.length > 200) continue;
        seen.add(message.messageId);
        const start = message.separator === null ? message.span.start : message.header.span.start;
        const bytes = Buffer.from(text.slice(start, message.span.end), "latin1");
        writeFileSync(path.join(folder, "mail/cur", `${messages.length}:2,`), bytes);
        messages.push(summary);
      }
    }
    const config = path.join(folder, "config");
    const database = path.join(folder, "mail");
    writeFileSync(config, `[database]\npath=${database}\n[user]\nname=x\nprimary_email=x@example.org\n`);
    const notmuch = (...words: string[]): string =>
      execFileSync("notmuch", [`--config=${config}`, ...words], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        maxBuffer: 64 * 1024 * 1024,
      });
    notmuch("new");
    const shown = JSON.parse(
      notmuch("show", "--format=json", "--body=false", "--entire-thread=true", "*"),
    ) as readonly (readonly Shown[])[];
    const theirs = parentsOfShown(shown);
    const ours = parentsOfNodes(buildThreads({ messages, told: [] }));

    const both = messages.filter(({ messageId }) => theirs.has(messageId));
    const ids = new Set(messages.map(({ messageId }) => messageId));
    const reasons = new Map<string, number>();
    const unexplained: string[] = [];
    for (const message of both) {
      const own = ours.get(message.messageId) ?? "";
      const other = theirs.get(message.messageId) ?? "";
      if (own === other) continue;
      const reason = reasonOf(message, own, other, ids);
      if (reason === null)
        unexplained.push(`${message.messageId}: ${own || "top"}, notmuch ${other || "top"}`);
      else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    const count = (parents: ReadonlyMap<string, string>): number =>
      new Set(both.map(({ messageId }) => rootOf(messageId, parents))).size;
    console.log(
      `notmuch: ${both.length} of ${messages.length} messages; roots: ours ${count(ours)}, its ${count(theirs)}, its threads ${shown.length}`,
    );
    for (const [reason, number] of reasons) console.log(`  ${number} differ: ${reason}`);
    expect(both.length).toBeGreaterThan(200);
    expect(unexplained).toEqual([]);
  }, 120_000);
});
