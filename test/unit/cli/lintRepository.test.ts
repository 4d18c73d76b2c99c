import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LintFinding } from "../../../server/src/cli/lintFinding.js";
import { mail, SEPARATOR } from "../diagnostics/support.js";
import { createSandbox, type Sandbox } from "../git/sandbox.js";
import { lint } from "./lintRun.js";

let box: Sandbox;
let hash: string;
const SIGNOFF = "Signed-off-by: Anna Berg <anna.berg@example.org>\n";

beforeAll(() => {
  box = createSandbox();
  box.git("linux", ["init", "-q", "."]);
  box.write("linux/drivers/hwmon/frost.c", "one\n");
  hash = box.commit("linux", "hwmon: (frost) Read the sign\n").slice(0, 12);
});
afterAll(() => box.dispose());

describe("patch-mail lint --repository", () => {
  it("tells what the repository knows of commits, in plain and in encoded mail", async () => {
    const log = `The sign was lost.\n\nFixes: ${hash} ("hwmon: Read a sign")\nFixes: 0123456789ab ("hwmon: Gone")\n${SIGNOFF}`;
    const plain = mail({ separator: SEPARATOR, log });
    const [head = "", ...rest] = plain.split("\n\n");
    const body = Buffer.from(rest.join("\n\n")).toString("base64").replace(/.{76}/g, "$&\n");
    box.write("plain.patch", plain);
    box.write(
      "encoded.eml",
      `${head}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${body}\n`,
    );
    for (const name of ["plain.patch", "encoded.eml"]) {
      const { text, status } = await lint(
        box.path(name),
        "--draft",
        "--format=json",
        "--repository",
        box.path("linux"),
      );
      const found: LintFinding[] = JSON.parse(text);
      expect(found.map(({ rule, level }) => `${level} ${rule}`).toSorted()).toEqual([
        "warning trailer.fixes-subject-mismatch",
        "warning trailer.fixes-unknown",
      ]);
      expect(status).toBe(1);
    }
    const alone = await lint(box.path("plain.patch"), "--draft");
    expect(alone).toMatchObject({ status: 0, text: "" });
    const off = await lint(
      box.path("plain.patch"),
      "--draft",
      "--rule=trailer.fixes-unknown=off,trailer.fixes-subject-mismatch=off",
      `--repository=${box.path("linux")}`,
    );
    expect(off).toMatchObject({ status: 0, text: "" });
  });

  it("says where there is none", async () => {
    box.write("plain.patch", mail());
    const { status, notes } = await lint(box.path("plain.patch"), "--repository", box.path("nowhere"));
    expect([status, notes]).toEqual([2, `${box.path("nowhere")}: there is no git repository.\n`]);
  });
});
