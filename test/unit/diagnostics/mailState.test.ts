import { describe, expect, it } from "vitest";
import { DRAFT_FOLDERS, draftPlace } from "../../../server/src/diagnostics/draftPlace.js";
import { mailState, type StateOptions } from "../../../server/src/diagnostics/mailState.js";
import { defaultSettings } from "../../../server/src/settings.js";
import { DIFF, diagnoseText, LOG, mail, parsed, SEPARATOR } from "./support.js";

const OWN = ["Anna.Berg@example.org"];
const REPLY = mail({
  subject: "Re: x",
  log: "On Mon, Bo wrote:\n> No.\n\nYes.\n",
  diff: "",
  diffstat: "",
});
const RECEIVED = mail({ headers: "Received: by mx.example.org\n" });

/** State and reason, e.g. `draft place`. */
function told(text: string, options: StateOptions, uri = "file:///mail/0001-x.patch"): string {
  const document = { ...parsed(text), uri };
  const [message] = document.model.messages;
  if (message === undefined) return "none";
  const { state, why } = mailState(document, message, options);
  return `${state} ${why.kind}`;
}

describe("mailState", () => {
  const state = (text: string, own: readonly string[] | null = OWN): string | undefined =>
    told(text, { userAddresses: own }).split(" ")[0];

  it.each([
    ["git format-patch by git's user", mail({ separator: SEPARATOR }), "draft"],
    ["its cover letter", mail({ separator: SEPARATOR, subject: "[PATCH 0/2] x", diff: "" }), "draft"],
    [
      "the author is git's user",
      mail({
        separator: SEPARATOR,
        from: "Bo <bo@example.org>",
        log: `From: Anna Berg <anna.berg@example.org>\n\n${LOG}`,
      }),
      "draft",
    ],
    ["somebody else's", mail({ separator: SEPARATOR, from: "Bo <bo@example.org>" }), "received"],
    ["sent", mail({ separator: SEPARATOR, headers: "Received: by mx.example.org\n" }), "received"],
    ["from a list", mail({ separator: SEPARATOR, headers: "List-Id: <x.example.org>\n" }), "received"],
    ["from an mbox", mail({ separator: "From mboxrd@z Thu Jan  1 00:00:00 1970\n" }), "received"],
    ["without separator", mail(), "received"],
    [
      "a reply",
      mail({
        separator: SEPARATOR,
        subject: "Re: x",
        log: "On Mon, Bo wrote:\n> No.\n\nYes.\n",
        diff: "",
        diffstat: "",
      }),
      "received",
    ],
    ["a bare diff", DIFF, "received"],
  ])("%s", (_name, text, expected) => {
    expect(state(text)).toBe(expected);
    expect(state(text.replaceAll("\n", "\r\n"))).toBe(expected);
  });

  it("counts as received while git's user is not known", () => {
    expect(state(mail({ separator: SEPARATOR }), null)).toBe("received");
    expect(state(mail({ separator: SEPARATOR }), [])).toBe("received");
  });

  it("is what the setting says, whatever the mail looks like", () => {
    expect(told(RECEIVED, { mailIs: "draft" })).toBe("draft setting");
    const own = mail({ separator: SEPARATOR });
    expect(told(own, { mailIs: "received", userAddresses: OWN })).toBe("received setting");
    expect(told(own, { mailIs: "auto", userAddresses: OWN })).toBe("draft ownPatch");
  });

  it("is draft in a folder of drafts and in an untitled document, without git's user", () => {
    const folder = "file:///home/anna/linux/outgoing/v2/0001-x.patch";
    expect(told(mail(), {}, folder)).toBe("draft place");
    expect(told(mail(), {}, "untitled:Untitled-1")).toBe("draft place");
    expect(told(REPLY, {}, folder)).toBe("draft place");
    expect(told(mail({ headers: "User-Agent: Mutt\n" }), {}, folder)).toBe("draft place");
    expect(told(mail(), { draftFolders: [] }, folder)).toBe("received undecided");
    expect(told(mail(), { draftFolders: ["v*"] }, folder)).toBe("draft place");
    // A view of the file is what its file is.
    expect(told(mail(), { placeUri: folder }, "patch-mail:/decoded/x.eml")).toBe("draft place");
  });

  it("is received where it has come by mail, wherever it is saved", () => {
    const folder = "file:///home/anna/outgoing/x.eml";
    expect(told(RECEIVED, {}, folder)).toBe("received field");
    expect(told(mail({ headers: "Archived-At: <x>\n" }), {}, "untitled:Untitled-1")).toBe("received field");
    expect(
      told(mail({ headers: "Other-Fields: 2, as they were sent\n X-A: 1\n Received: by b\n" }), {}, folder),
    ).toBe("received field");
    expect(told(REPLY, {})).toBe("received reply");
  });

  it("stands in each diagnostic", () => {
    const text = mail({ log: "The log.\n" });
    const [first] = diagnoseText(text, { mailIs: "draft" });
    expect([first?.severity, first?.data.state]).toEqual([2, "draft"]);
  });
});

describe("draftPlace", () => {
  it("has the manifest's default", () => {
    expect(defaultSettings.diagnostics.draftFolders).toEqual(DRAFT_FOLDERS);
  });

  it.each([
    ["file:///a/outgoing/x.patch", "outgoing"],
    ["file:///a/Outbox/deep/er/x.patch", "outbox"],
    ["file:///home/a/Maildir/.Drafts/cur/1:2,S", "drafts"],
    ["file:///a/patches-to-send/x", "*to-send"],
    ["file:///a/patches%2Dto-send/x", "*to-send"],
    ["vscode-vfs://host/a/outgoing/x.eml?x#y", "outgoing"],
    ["file:///a/outgoing", null],
    ["file:///a/outgoings/x", null],
    ["file:///a/x.patch?/outgoing/y", null],
    ["file:///a/%E0%A4%A/outgoing/x", "outgoing"],
    ["untitled:Untitled-1", "untitled"],
  ])("%s", (uri, expected) => {
    expect(draftPlace(uri, DRAFT_FOLDERS)).toBe(expected);
  });

  it.each([
    ["mail/out", "file:///a/mail/out/x", true],
    ["mail/out", "file:///a/mail/x/out/y", false],
    ["mail/**/out", "file:///a/mail/x/z/out/y", true],
    ["mail/**/out", "file:///a/mail/out/y", true],
    ["**/out", "file:///out/y", true],
    ["./out/", "file:///a/out/y", true],
    ["o?t*", "file:///a/outer/y", true],
    ["", "file:///a/y", false],
    ["**", "file:///a/y", false],
    ["../a", "file:///a/y", false],
  ])("%s of %s", (pattern, uri, expected) => {
    expect(draftPlace(uri, [pattern]) !== null).toBe(expected);
  });

  it("takes no time for hostile patterns", () => {
    const uri = `file:///${"a/".repeat(5000)}${"a".repeat(5000)}/x`;
    const patterns = ["**/".repeat(3000) + "b", "*a".repeat(2000) + "b"];
    expect(draftPlace(uri, patterns)).toBeNull();
  });
});
