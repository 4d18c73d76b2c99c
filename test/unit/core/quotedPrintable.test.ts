import { expect, it } from "vitest";
import type { Message } from "../../../server/src/core/model.js";
import { parse } from "../../../server/src/core/parse.js";

/** A reply as it stands on disk: its body is not decoded. */
const reply = (encoding: string): Message | undefined =>
  parse(
    `From: ada@example.org\nSubject: Re: x\nContent-Transfer-Encoding: ${encoding}\n\n` +
      "Le 14/02/2011 11:56, Ben a =E9crit :\n> quoted\n\nAgreed.\n\n--=20\nAda\n",
  ).document.messages[0];

it("knows the signature below `--=20` in quoted-printable, which is none of the writer's words", () => {
  expect(reply("quoted-printable")?.signature?.startLine0).toBe(9);
  expect(reply("quoted-printable")?.comments.map(({ startLine0 }) => startLine0)).toEqual([7]);
  expect(reply("8bit")?.signature).toBeNull();
});

it("knows an attribution whose verb is encoded", () => {
  expect(reply("quoted-printable")?.quotes[0]?.attribution).toMatchObject({ who: "Ben" });
});
