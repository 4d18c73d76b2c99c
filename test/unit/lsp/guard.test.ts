import { describe, expect, it } from "vitest";
import { CancellationTokenSource, ResponseError } from "vscode-languageserver/node";
import { createGuard, describeFailure } from "../../../server/src/lsp/guard.js";
import { MailStoreError } from "../../../server/src/mailboxes/mailStore.js";

function guarded() {
  const lines: string[] = [];
  const guard = createGuard({
    error: (line) => lines.push(line),
    warn: () => undefined,
    info: () => undefined,
  });
  return { guard, lines, source: new CancellationTokenSource() };
}

describe("the guard", () => {
  it("answers InternalError and logs name, URI, version and frames, never the message", async () => {
    const { guard, lines, source } = guarded();
    const subject = { uri: "file:///a.eml", version: 3 };
    const fail = (): never => {
      throw new RangeError("Dear Ada,\n    at secret text\nthe password is 1234");
    };
    await expect(guard.request("x/y", subject, source.token, fail)).rejects.toMatchObject({ code: -32603 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^x\/y failed on file:\/\/\/a\.eml version 3: RangeError\n {4}at /);
    expect(lines[0]).toContain("guard.test");
    expect(lines.join()).not.toMatch(/Dear|secret|1234/);
    await expect(guard.request("x/y", subject, source.token, fail)).rejects.not.toThrow(/1234/);
  });

  it("lets the protocol's own errors through, without a log", async () => {
    const { guard, lines, source } = guarded();
    const fail = (): never => {
      throw new ResponseError(-32801, "changed");
    };
    await expect(guard.request("x", {}, source.token, fail)).rejects.toMatchObject({ code: -32801 });
    expect(lines).toEqual([]);
  });

  it("answers with the sentence of mail that cannot be read, also of another bundle's class, without a log", async () => {
    const { guard, lines, source } = guarded();
    // As a class of another bundle: nothing but the name is the same.
    const gone = Object.assign(new Error("a.mbox is not there any more."), { name: "MailStoreError" });
    for (const error of [new MailStoreError("a.mbox is not there any more."), gone])
      await expect(guard.request("x", {}, source.token, () => Promise.reject(error))).rejects.toMatchObject({
        code: -32600,
        message: "a.mbox is not there any more.",
      });
    expect(lines).toEqual([]);
  });

  it("answers RequestCancelled before, instead of a result and instead of a failure", async () => {
    const { guard, lines, source } = guarded();
    const cancelInside =
      <Result>(result: () => Result) =>
      () => {
        source.cancel();
        return result();
      };
    await expect(
      guard.request(
        "x",
        {},
        source.token,
        cancelInside(() => 1),
      ),
    ).rejects.toMatchObject({ code: -32800 });
    let isBegun = false;
    const begin = (): void => {
      isBegun = true;
    };
    await expect(guard.request("x", {}, source.token, begin)).rejects.toMatchObject({ code: -32800 });
    expect(isBegun).toBe(false);
    const other = guarded();
    const fail = (): never => {
      other.source.cancel();
      throw new Error("late");
    };
    await expect(other.guard.request("x", {}, other.source.token, fail)).rejects.toMatchObject({
      code: -32800,
    });
    expect([...lines, ...other.lines]).toEqual([]);
  });

  it("survives notifications that throw or reject", async () => {
    const { guard, lines } = guarded();
    guard.run("one", {}, () => {
      throw new TypeError("x");
    });
    guard.run("two", {}, () => Promise.reject(new Error("y")));
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines.map((line) => line.split("\n")[0])).toEqual(["one failed: TypeError", "two failed: Error"]);
  });

  it("names what is thrown, whatever it is", () => {
    expect(describeFailure("x", {}, "text of a mail")).toBe("x failed: string");
    expect(describeFailure("x", {}, Object.assign(new Error("m"), { code: "ENOENT", stack: "" }))).toBe(
      "x failed: Error ENOENT",
    );
  });
});
