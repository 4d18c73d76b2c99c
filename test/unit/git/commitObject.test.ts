import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCommitObject } from "../../../server/src/git/commitObject.js";
import { commitTrailers } from "../../../server/src/git/commitTrailers.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let sandbox: Sandbox;
let tree: string;

beforeAll(() => {
  sandbox = createSandbox();
  sandbox.git("r", ["init", "-q", "."]);
  tree = sandbox.git("r", ["write-tree"]);
});

afterAll(() => sandbox.dispose());

describe("trailers, as git itself finds them", () => {
  it.each([
    ["none", "Subject\n\nBody: not a trailer paragraph\nbecause of this line\n"],
    ["one paragraph only", "Signed-off-by: A <a@example.org>\n"],
    ["plain", "Subject\n\nBody.\n\nAcked-by: A <a@example.org>\nSigned-off-by: B <b@example.org>\n"],
    ["no sign-off, all trailers", "Subject\n\nBody.\n\nAcked-by: A\nLink: https://example.org/1\n"],
    ["mixed, with a sign-off", "Subject\n\nBody.\n\n[b: fixed it]\nSigned-off-by: B <b@example.org>\n"],
    ["mixed, without one", "Subject\n\nBody.\n\n[b: fixed it]\nAcked-by: B <b@example.org>\n"],
    ["mostly prose", `Subject\n\nSigned-off-by: B <b@example.org>\n${"a line of prose\n".repeat(4)}`],
    ["three lines of prose", `Subject\n\nSigned-off-by: B <b@example.org>\n${"a line of prose\n".repeat(3)}`],
    ["folded", "Subject\n\nBody.\n\nLink: https://example.org/\n  long\n\tpath\nSigned-off-by: B\n"],
    ["picked", "Subject\n\nBody.\n\n(cherry picked from commit 1234567)\nSigned-off-by: B <b@example.org>\n"],
    ["space before the colon", "Subject\n\nBody.\n\nAcked-by : B\nSigned-off-by: B <b@example.org>\n"],
    ["comment lines", "Subject\n\nBody.\n\n# remark\nSigned-off-by: B <b@example.org>\n"],
    ["blank lines at the end", "Subject\n\nBody.\n\nSigned-off-by: B <b@example.org>\n\n\n"],
    ["no newline at the end", "Subject\n\nBody.\n\nSigned-off-by: B <b@example.org>"],
    ["indented", "Subject\n\nBody.\n\n    Signed-off-by: B <b@example.org>\n"],
    ["empty value", "Subject\n\nBody.\n\nSigned-off-by:\nAcked-by: B\n"],
    ["two paragraphs", "Subject\n\nAcked-by: A\n\nSigned-off-by: B\n"],
  ])("%s", (_name, message) => {
    const hash = sandbox.git("r", ["commit-tree", tree], { input: message });
    const told = sandbox.git("r", ["log", "-1", "--format=%(trailers:only,unfold)", hash]).trimEnd();
    const ours = commitTrailers(message).map(({ name, value }) => `${name}: ${value}`.trimEnd());
    expect(ours).toEqual(told === "" ? [] : told.split("\n").map((line) => line.trimEnd()));
  });
});

describe("raw commits", () => {
  const raw = (text: string): Uint8Array => Buffer.from(text, "latin1");

  it.each([
    ["nothing", ""],
    ["no message", "tree 1\nauthor A <a@x> 1 +0000"],
    ["no brackets", "tree 1\nauthor A 1 +0000\n\nSubject\n"],
    ["a far date", "tree 1\nauthor A <a@x> 99999999999999999 +9999\n\nSubject\n"],
    ["an unknown charset", "tree 1\nencoding x-none\n\nSubject \xfc\n"],
  ])("%s: read without an error", (_name, text) => {
    const commit = parseCommitObject(raw(text));
    expect(Number.isFinite(commit.author.date)).toBe(true);
    expect(typeof commit.subject).toBe("string");
  });

  it("skips signatures and merged tags", () => {
    const commit = parseCommitObject(
      raw(
        "tree 1\nparent aa\nparent bb\nauthor A B <a@x> 60 -0330\ncommitter C <> 120 +0000\ngpgsig -----BEGIN\n author X <x@x> 1 +0000\n \n -----END\n\n\nSubject\nof two lines\n\nBody\n",
      ),
    );
    expect(commit).toMatchObject({
      parents: ["aa", "bb"],
      author: { name: "A B", address: "a@x", date: 60_000, timeZone: "-0330" },
      committer: { name: "C", address: "" },
      subject: "Subject of two lines",
    });
  });

  it("reads UTF-8, and Latin-1 where it is none", () => {
    expect(parseCommitObject(Buffer.from("tree 1\n\nGrüße\n", "utf8")).subject).toBe("Grüße");
    expect(parseCommitObject(raw("tree 1\n\nGr\xfc\xdfe\n")).subject).toBe("Grüße");
  });
});
