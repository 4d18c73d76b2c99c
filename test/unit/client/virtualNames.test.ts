import { describe, expect, it } from "vitest";
import {
  decodedName,
  fileStem,
  messageName,
  messageStem,
  rawName,
  safeName,
} from "../../../client/src/virtualNames.js";

describe("names of virtual files", () => {
  it("has no sign that leads elsewhere or ends a name twice", () => {
    expect(messageName(messageStem("Re: [EXTERNAL] Re: fix the script.", 0))).toBe(
      "Re [EXTERNAL] Re fix the script.eml",
    );
    expect(safeName("../../etc/passwd\u0000", "x")).toBe(".._.._etc_passwd_");
    expect(safeName("...", "message")).toBe("message");
    expect(safeName(" \u007f<>", "message")).toBe("___");
  });

  it("names a message without a subject by its place", () => {
    expect(messageName(messageStem("", 2))).toBe("message 3.eml");
  });

  it("names a decoded view by its file, where the file's name says something", () => {
    expect(decodedName(fileStem("/mail/qp-patch.eml"))).toBe("qp-patch (decoded).eml");
    expect(decodedName(fileStem("/mail/0001-net-fix.txt.patch"))).toBe("0001-net-fix.txt (decoded).eml");
    expect(fileStem("/Maildir/cur/1741512000.M1P2.host:2,S")).toBe("");
  });

  it("gives the raw message its own name again", () => {
    const name = messageName("net fix it");
    expect(rawName(`/message/${decodedName("net fix it")}`)).toBe(`/message/${name}`);
    expect(rawName(`/message/${name}`)).toBe(`/message/${name}`);
  });
});
