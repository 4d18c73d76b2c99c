import { describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { createMailIndex } from "../../../server/src/mailboxes/mailIndex.js";
import { mailFileOf } from "../../../server/src/mailboxes/summary.js";
import type { MailFile } from "../../../server/src/threads/model.js";
import { mail } from "../threads/build.js";
import { cover, mailbox, patch, reply } from "./mails.js";

const box = "file:///box.mbox";
const other = "file:///other.eml";
const fileOf = (uri: string, ...mails: readonly string[]): MailFile =>
  mailFileOf(uri, parse(mails.length === 1 ? (mails[0] ?? "") : mailbox(mails)).document);

describe("index of mail", () => {
  it("finds a message in every file that holds it", () => {
    const index = createMailIndex();
    index.setFile(box, fileOf(box, cover, patch));
    index.setFile(other, fileOf(other, patch));
    expect(index.byMessageId("one@example.org").map(({ uri }) => uri)).toEqual([box, other]);
    expect(index.byMessageId("unknown@example.org")).toEqual([]);
  });

  it("gives the whole thread of a message, parents before replies", () => {
    const index = createMailIndex();
    index.setFile(other, fileOf(other, reply));
    index.setFile(box, fileOf(box, patch, cover));
    const ids = ["cover@example.org", "one@example.org", "reply@example.com"];
    for (const id of ids) expect(index.thread(id).map(({ messageId }) => messageId)).toEqual(ids);
    expect(index.thread("unknown@example.org")).toEqual([]);
  });

  it("has an open document in front of its file, until it is closed", () => {
    const index = createMailIndex();
    index.setFile(other, fileOf(other, cover));
    index.setDocument(other, fileOf(other, patch));
    expect(index.messagesOf(other)[0]?.messageId).toBe("one@example.org");
    expect(index.byMessageId("cover@example.org")).toEqual([]);
    index.removeDocument(other);
    expect(index.byMessageId("cover@example.org")).toHaveLength(1);
    index.removeFile(other);
    expect(index.forest().roots).toEqual([]);
  });

  it("tells of a change, and only of one", () => {
    const index = createMailIndex();
    let told = 0;
    const stop = index.listen(() => told++);
    index.setFile(box, fileOf(box, cover));
    expect(told).toBe(1);
    index.setFile(box, fileOf(box, cover));
    index.setDocument(box, fileOf(box, cover));
    index.removeDocument(box);
    index.removeFile("file:///never.eml");
    expect(told).toBe(1);
    index.setDocument(box, fileOf(box, cover, patch));
    expect(told).toBe(2);
    stop();
    index.removeFile(box);
    index.removeDocument(box);
    expect(told).toBe(2);
  });

  it("finds every message in the threads, whatever stood in front of what", () => {
    const index = createMailIndex();
    const isFound = (): boolean =>
      index.messagesOf(box).every((message) => index.forest().entryOf(message) !== undefined);
    index.setFile(box, fileOf(box, cover, patch));
    expect(isFound()).toBe(true);
    index.setDocument(box, fileOf(box, cover, patch));
    expect(isFound()).toBe(true);
    index.setFile(box, fileOf(box, cover, patch));
    index.removeDocument(box);
    expect(isFound()).toBe(true);
    expect(index.messagesOf(box)).toHaveLength(2);
  });

  it("makes the threads once for many questions", () => {
    const index = createMailIndex();
    index.setFile(box, fileOf(box, cover, patch));
    expect(index.forest()).toBe(index.forest());
  });
});

describe("the setting for replies that name nobody", () => {
  it("makes the threads anew, and tells it only where something changes", () => {
    const index = createMailIndex();
    const summaries = [
      mail("a", { subject: "frost", date: 1, uri: "file:///1" }),
      mail("r", { subject: "Re: frost", date: 2, uri: "file:///1" }),
    ];
    index.setFile("file:///1", { messages: summaries, told: [] });
    expect(index.forest().roots).toHaveLength(1);
    let told = 0;
    index.listen(() => told++);
    index.setThreadOptions({ bySubject: true });
    expect(told).toBe(0);
    index.setThreadOptions({ bySubject: false });
    expect(told).toBe(1);
    expect(index.forest().roots).toHaveLength(2);
  });
});
