import { describe, expect, it } from "vitest";
import { factsOfText, mail } from "./factsOfText.js";

const anna = "Anna Berg <anna@example.org>";
const reply = "In-Reply-To: <p@example.org>\n";
const diff = "diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n";

/** `name value` of each trailer of a reply with this body. */
const given = (body: string, from = anna): string[] =>
  factsOfText(mail(from, "Re: [PATCH] lock: free it", body, reply)).trailers.map(
    ({ name, value }) => `${name}: ${value}`,
  );

describe("own trailers", () => {
  it("have the usual case, a person and a line", () => {
    const text = mail(
      anna,
      "Re: [PATCH] lock: free it",
      'Fine.\n\nREVIEWED-BY: =?utf-8?q?Bj=C3=B6rn?= Lind <bjorn@example.org> # see <https://example.org>\nacked-By: "Berg, Anna" <anna@example.org>\nNacked-by: Cid <cid@example.org>\nFixes: 0123456789ab ("lock: take it")\nTested-by: syzbot+01@example.org\n',
      reply,
    );
    const { trailers } = factsOfText(text);
    expect(trailers.map(({ name, person, address }) => `${name}|${person}|${address}`)).toEqual([
      "Reviewed-by|Björn Lind|bjorn@example.org",
      "Acked-by|Berg, Anna|anna@example.org",
      "Nacked-by|Cid|cid@example.org",
      "Fixes||",
      "Tested-by||syzbot+01@example.org",
    ]);
    const lines = text.split("\n");
    for (const { name, line0 } of trailers)
      expect(lines[line0]?.toLowerCase().startsWith(`${name.toLowerCase()}:`)).toBe(true);
  });

  it("count lines from the header also where a separator stands above", () => {
    const body = mail(anna, "Re: [PATCH] lock: free it", "Acked-by: Cid <cid@example.org>\n", reply);
    const line0 = body.split("\n").findIndex((line) => line.startsWith("Acked-by"));
    expect(factsOfText(`From mboxrd@z Thu Jan  1 00:00:00 1970\n${body}`).trailers[0]?.line0).toBe(line0);
  });

  it("are not those of quotes, robots' suggestions, signatures, diffs and patches below scissors", () => {
    expect(given("On Mon, Bo wrote:\n> Reviewed-by: Bo <bo@example.org>\n\nFine.\n")).toEqual([]);
    expect(given("Fine.\n-- \nReviewed-by: Bo <bo@example.org>\n")).toEqual([]);
    expect(given(`Rather so:\n\n${diff.replace("+three", "+Reviewed-by: Bo <bo@example.org>")}`)).toEqual([]);
    expect(
      given(
        `Acked-by: Cid <cid@example.org>\n\n-- >8 --\nSubject: [PATCH] x\n\nSigned-off-by: Bo <bo@example.org>\n---\n${diff}`,
      ),
    ).toEqual(["Acked-by: Cid <cid@example.org>"]);
    const robot = "kernel test robot <lkp@intel.com>";
    const suggestion = "kindly add following tag\n| Reported-by: kernel test robot <lkp@intel.com>\n";
    expect(given(suggestion, robot)).toEqual([]);
    expect(given(suggestion, anna)).toEqual([]);
    expect(
      given(
        "please add\nReported-by: kernel test robot <lkp@intel.com>\nCloses: https://example.org/x\n",
        robot,
      ),
    ).toEqual([]);
    expect(
      given("Tested-by: syzbot+01@example.org\n", "syzbot <syzbot+01@syzkaller.appspotmail.com>"),
    ).toEqual(["Tested-by: syzbot+01@example.org"]);
  });

  it("are not those right above the `---` of a patch that is pasted into the reply", () => {
    const log = "From: Bo <bo@example.org>\nSubject: other\n\nLog.\n\nReviewed-by: Cid <cid@example.org>\n";
    const stat = " a.c | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\n";
    const pasted = `${log}Signed-off-by: Bo <bo@example.org>\n---\n${stat}${diff}`;
    const acked = "Acked-by: Anna Berg <anna@example.org>";
    expect(given(`How about:\n\n${pasted}`)).toEqual([]);
    expect(given(`${acked}\n\nHow about:\n\n${pasted}-- \n2.40\n`)).toEqual([acked]);
    expect(given(`${acked}\n\nRather so:\n\n${diff}`)).toEqual([acked]);
    expect(given(`${acked}\n---\nNo diff.\n`)).toEqual([acked]);
  });

  it("of a patch are those of its log, not those below the cut line", () => {
    const text = mail(
      anna,
      "[PATCH v2] lock: free it",
      `Free it.\n\nFixes: 0123456789ab ("lock: take it")\nCc: Cid <cid@example.org>\nSigned-off-by: ${anna}\n---\nv2: added\nReviewed-by: Bo <bo@example.org>\n\n${diff}-- \n2.40\n\nbase-commit: 0123456789abcdef0123456789abcdef01234567\nchange-id: 20240304-lock-0123456789ab\n`,
    );
    const facts = factsOfText(text);
    expect(facts.trailers.map(({ name }) => name)).toEqual(["Fixes", "Signed-off-by"]);
    expect(facts.patch).toMatchObject({ paths: ["a.c"], additions: 1, deletions: 1 });
  });

  it("come with change-id and base-commit", () => {
    const info =
      "base-commit: 0123456789abcdef0123456789abcdef01234567\nchange-id: 20240304-lock-0123456789ab\n";
    const cover = factsOfText(
      mail(anna, "[PATCH 0/2] lock", `Rework.\n\nSigned-off-by: ${anna}\n\n---\n${info}\nBest regards,\n`),
    );
    expect(cover).toMatchObject({
      changeId: "20240304-lock-0123456789ab",
      baseCommit: "0123456789abcdef0123456789abcdef01234567",
      patch: null,
    });
    expect(factsOfText(mail(anna, "Re: x", `> ${info.replace("\n", "\n> ")}\n`, reply)).changeId).toBeNull();
  });

  it("may be indented, where they are the sender's own", () => {
    const own = "Reviewed-by: Anna Berg <anna@example.org>";
    expect(given(`Looks good, so:\n    ${own}\n`)).toEqual([own]);
    expect(given(`Fine.\n\n\t${own}\n\tTested-by: Anna Berg <anna@work.example.org>\n\nThanks\n`)).toEqual([
      own,
      "Tested-by: Anna Berg <anna@work.example.org>",
    ]);
    expect(given(`On Mon, Bo wrote:\n> Free it.\n\n  ${own}\n`)).toEqual([own]);
    expect(given("Please add\n\n    Reviewed-by: Bo Lind <bo@example.org>\n")).toEqual([]);
    expect(given(`I wrote\n    ${own}\nin the wrong mail.\n`)).toEqual([]);
    expect(given(`On Mon, Bo wrote:\n>   ${own}\n\nNo.\n`)).toEqual([]);
    expect(given(`Rather so:\n\n${diff.replace("\n one", `\n ${own}`)}`)).toEqual([]);
    expect(given(`Free it.\n| ${own}\n`)).toEqual([]);
  });
});
