import { describe, expect, it } from "vitest";
import { recipientDiagnostics } from "../../../../server/src/diagnostics/recipientDiagnostics.js";
import type { ParsedDocument } from "../../../../server/src/features/feature.js";
import { ownPaths } from "../../../../server/src/features/missingRecipients.js";
import type { Recipient, WantedRecipients } from "../../../../server/src/features/wantedRecipients.js";
import { mail, SEPARATOR } from "../../diagnostics/support.js";
import { parsed } from "../fixture.js";
import { findingsOf, fixed, offered } from "./fixture.js";

const people: readonly Recipient[] = [
  { name: "Theo A. Maintainer", address: "theo@example.org", role: "maintainer:FROST" },
  { name: "Jörg Müller", address: "joerg@example.org", role: "reviewer:FROST" },
  { name: 'Rita "R" Reviewer', address: "rita.with.a.long.address@reviews.example.org", role: "" },
  { name: "", address: "frost@lists.example.org", role: "open list:FROST" },
];

const plain = mail({ separator: SEPARATOR });
const asked = (wanted: readonly Recipient[]) => {
  const found: WantedRecipients = { wanted, paths: ownPaths(messageOf(parsed(plain))) };
  return {
    context: { recipients: () => found },
    findings: (document: ParsedDocument) => recipientDiagnostics(document, { wanted: () => found }),
  };
};

function messageOf({ model }: ParsedDocument) {
  const [message] = model.messages;
  if (message === undefined) throw new Error("no message");
  return message;
}

const rule = "recipients.missing";
const added = [
  'To: "Theo A. Maintainer" <theo@example.org>',
  "Cc: =?UTF-8?q?J=C3=B6rg=20M=C3=BCller?= <joerg@example.org>,",
  ' "Rita \\"R\\" Reviewer" <rita.with.a.long.address@reviews.example.org>,',
  " frost@lists.example.org",
];

describe("adds who is missing", () => {
  it("in fields of their own, folded at 78 columns, quoted and encoded", async () => {
    const { diff, titles } = await fixed(plain, rule, asked(people));
    expect(diff).toEqual(added.map((line) => `+${line}`));
    expect(titles).toEqual([
      "Add all 4: maintainers to To:, others to Cc:",
      "Add Theo A. Maintainer <theo@example.org> to To:",
      "Add Jörg Müller <joerg@example.org> to Cc:",
      'Add Rita "R" Reviewer <rita.with.a.long.address@reviews.example.org> to Cc:',
      "Add frost@lists.example.org to Cc:",
    ]);
    for (const line of added) expect(line.length).toBeLessThanOrEqual(78);
  });

  it.each([
    ["Cc: frost@lists.example.org\n", "Cc: frost@lists.example.org, theo@example.org\n"],
    [
      "Cc: frost@lists.example.org,\n ben@example.org\n",
      "Cc: frost@lists.example.org,\n ben@example.org, theo@example.org\n",
    ],
    ["Cc: frost@lists.example.org,\n", "Cc: frost@lists.example.org, theo@example.org\n"],
    ["Cc:\n", "Cc: theo@example.org\n"],
    [`Cc: ${"x".repeat(60)}@example.org\n`, `Cc: ${"x".repeat(60)}@example.org,\n theo@example.org\n`],
  ])("behind those of Cc: %j", async (before, after) => {
    const text = plain.replace("Subject: ", `${before}Subject: `);
    const { text: result } = await fixed(
      text,
      rule,
      asked([{ name: "", address: "theo@example.org", role: "" }]),
    );
    expect(result === text.replace(before, after)).toBe(true);
  });

  it("names the one", async () => {
    const { titles } = await fixed(plain, rule, asked(people.slice(0, 1)));
    expect(titles).toEqual(["Add Theo A. Maintainer <theo@example.org> to To:"]);
  });

  it("to the fields that are there, whichever they are, and offers it on both", async () => {
    const two = people.filter(({ name }) => name === "" || name.startsWith("Theo"));
    const [theo, list] = ['"Theo A. Maintainer" <theo@example.org>', "frost@lists.example.org"];
    for (const [before, after] of [
      ["To: a@example.org\n", `To: a@example.org, ${theo}\nCc: ${list}\n`],
      ["Cc: a@example.org\n", `To: ${theo}\nCc: a@example.org, ${list}\n`],
      ["To: a@example.org\nCc: b@example.org\n", `To: a@example.org, ${theo}\nCc: b@example.org, ${list}\n`],
    ] as const) {
      const text = plain.replace("Subject: ", `${before}Subject: `);
      const { text: result } = await fixed(text, rule, asked(two));
      expect(result === text.replace(before, after)).toBe(true);
      const [hint] = await findingsOf(parsed(text), asked(two));
      const [start, end] = [hint?.range.start.line ?? 0, hint?.range.end.line ?? 0];
      expect(
        text
          .split("\n")
          .slice(start, end + 1)
          .join("\n"),
      ).toBe(before.trimEnd());
    }
  });

  it("not to mail that was received", async () => {
    const received = plain.replace("Subject: ", "Received: by mx.example.org\nSubject: ");
    expect(await offered(received, rule, asked(people))).toEqual([]);
  });
});

describe("who is missing", () => {
  const count = async (text: string): Promise<number> =>
    (await findingsOf(parsed(text), asked(people))).length;
  const all = people.map(({ address }) => address.toUpperCase()).join(", ");

  it.each([
    ["To", plain.replace("Subject: ", `To: ${all}\nSubject: `)],
    ["Bcc", plain.replace("Subject: ", `Bcc: ${all}\nSubject: `)],
    [
      "Cc: trailers of a draft",
      plain.replace(
        "\nSigned-off-by: ",
        `\nCc: ${people.map(({ address }) => address).join("\nCc: ")}\nSigned-off-by: `,
      ),
    ],
  ])("counts %s", async (_, text) => {
    expect(text === plain).toBe(false);
    expect(await count(text)).toBe(0);
  });

  it("does not count trailers of mail that was received, nor quoted ones", async () => {
    const trailers = plain.replace(
      "\nSigned-off-by: ",
      `\nCc: ${people.map(({ address }) => address).join("\nCc: ")}\nSigned-off-by: `,
    );
    expect(await count(trailers.replace("Subject: ", "Received: by mx.example.org\nSubject: "))).toBe(1);
    expect(await count(trailers.replaceAll("\nCc: ", "\n> Cc: "))).toBe(1);
  });

  it("says nothing where the patch is of other files by now", async () => {
    expect(await count(plain.replaceAll("hwmon/frost.c", "hwmon/ice.c"))).toBe(0);
  });
});
