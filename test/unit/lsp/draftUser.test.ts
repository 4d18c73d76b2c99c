import { describe, expect, it, vi } from "vitest";
import { createDraftUser } from "../../../server/src/lsp/draftUser.js";
import { createGuard } from "../../../server/src/lsp/guard.js";
import { parsed, patchMail, replyMail } from "../features/fixture.js";

const guard = createGuard({
  error: (line) => expect.fail(line),
  warn: () => undefined,
  info: () => undefined,
});
const draft = parsed(patchMail);

function userOf(...answers: (string | null)[]) {
  const user = vi.fn(async () => answers.shift() ?? null);
  const changed = vi.fn();
  return { user, changed, draftUser: createDraftUser({ user }, guard, changed) };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("git's user for drafts", () => {
  it("is not known at first, then told where it makes a draft", async () => {
    const { draftUser, changed } = userOf("Ada@Example.org", "Ada@Example.org");
    expect(draftUser.addresses(draft)).toBeNull();
    expect(changed).not.toHaveBeenCalled();
    await settle();
    expect(changed.mock.calls).toEqual([[draft.uri]]);
    expect(draftUser.addresses(draft)).toEqual(["Ada@Example.org"]);
    await settle();
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it("changes nothing where it is somebody else, or nobody", async () => {
    const { draftUser, changed } = userOf("ben@example.org", null);
    draftUser.addresses(draft);
    await settle();
    expect(draftUser.addresses(draft)).toEqual(["ben@example.org"]);
    await settle();
    expect(changed).not.toHaveBeenCalled();
  });

  it("is told again when it becomes another", async () => {
    const { draftUser, changed } = userOf("ada@example.org", "ben@example.org");
    draftUser.addresses(draft);
    await settle();
    draftUser.addresses(draft);
    await settle();
    expect(changed).toHaveBeenCalledTimes(2);
    expect(draftUser.addresses(draft)).toEqual(["ben@example.org"]);
  });

  it.each([
    ["a reply", replyMail],
    ["mail that travelled", patchMail.replace("Date:", "Received: from mail.example.org\nDate:")],
    ["a patch that git did not write", patchMail.slice(patchMail.indexOf("\n") + 1)],
  ])("is never asked for of %s", async (_name, text) => {
    const { draftUser, user } = userOf("ada@example.org");
    expect(draftUser.addresses(parsed(text))).toBeNull();
    await settle();
    expect(user).not.toHaveBeenCalled();
  });

  it("is asked for once at a time, and not told of a document that was closed meanwhile", async () => {
    const { draftUser, changed, user } = userOf("ada@example.org");
    draftUser.addresses(draft);
    draftUser.addresses(draft);
    expect(user).toHaveBeenCalledTimes(1);
    draftUser.forget(draft.uri);
    await settle();
    expect(changed).not.toHaveBeenCalled();
  });
});
