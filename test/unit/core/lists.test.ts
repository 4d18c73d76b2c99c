import { describe, expect, it } from "vitest";
import { listsOf } from "../../../server/src/core/mail/lists.js";

describe("mailing lists of a message", () => {
  it.each([
    ["nothing", "", "", "", []],
    [
      "a list of its own kind",
      "",
      "Bo <bo@example.org>, linux-ext4@vger.kernel.org",
      "",
      ["linux-ext4@vger.kernel.org"],
    ],
    [
      "To and Cc, none twice, any case",
      "",
      "<Netdev@VGER.kernel.org>",
      '"Lists, all" <netdev@vger.kernel.org>,\n\tlinux-arm-kernel@lists.infradead.org, bo@example.org',
      ["netdev@vger.kernel.org", "linux-arm-kernel@lists.infradead.org"],
    ],
    [
      "List-Id alone",
      "Linux Ext4 <linux-ext4.vger.kernel.org>",
      "bo@example.org",
      "",
      ["linux-ext4@vger.kernel.org"],
    ],
    [
      "List-Id at a host of people",
      "<frost.example.org>",
      "Frost@example.org, bo@example.org",
      "",
      ["frost@example.org"],
    ],
    [
      "List-Id that stands in Cc",
      "<linux-ext4.vger.kernel.org>",
      "",
      "linux-ext4@vger.kernel.org",
      ["linux-ext4@vger.kernel.org"],
    ],
    ["no List-Id", "<not a list>", "", "", []],
  ])("%s", (_, listId, to, cc, lists) => expect(listsOf(listId, to, cc)).toEqual(lists));

  it("are bounded, whatever a field holds", () => {
    const many = Array.from({ length: 100_000 }, (_, at) => `l${at}@lists.example.org`).join(",");
    expect(listsOf("", many, many).length).toBeLessThan(20);
    expect(listsOf("<".repeat(100_000), "@".repeat(1_000_000), "a".repeat(1_000_000))).toEqual([]);
  });
});
