import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isScissorsLine } from "../../../server/src/core/body/scissors.js";
import { createRandom } from "../../bench/random.js";
import { transportCases } from "./cases/transport.js";
import { DIFF, diagnoseText, LOG, mail } from "./support.js";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-transport-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const env = {
  ...process.env,
  LC_ALL: "C.UTF-8",
  GIT_CONFIG_GLOBAL: os.devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.org",
};

function git(
  args: readonly string[],
  input: Buffer | string = "",
): { status: number | null; stdout: string; stderr: string } {
  const done = spawnSync("git", args, { cwd: folder, env, input });
  return { status: done.status, stdout: done.stdout.toString(), stderr: done.stderr.toString() };
}

beforeAll(() => {
  git(["init", "--quiet"]);
});

/** Bytes of a case: what an editor shows as U+FFFD is a byte that is no UTF-8. */
const bytesOf = (text: string): Buffer =>
  Buffer.from(Buffer.from(text).toString("latin1").replaceAll("\u00ef\u00bf\u00bd", "\u00ff"), "latin1");

const fires = (rule: string, text: string): boolean => diagnoseText(text).some(({ code }) => code === rule);

const cases = (rule: string): (readonly [string, string])[] =>
  (transportCases[rule] ?? []).map(({ name, text }) => [name, text] as const);

describe("git mailinfo", () => {
  const mailinfo = (bytes: Buffer, ...more: readonly string[]) => {
    const done = git(["mailinfo", "-b", ...more, "msg", "patch"], bytes);
    return { ...done, log: done.status === 0 ? fs.readFileSync(path.join(folder, "msg"), "utf8") : null };
  };

  it.each(cases("mail.quoted-crlf"))("detects quoted CRLF: %s", (_name, text) => {
    const isTold = mailinfo(bytesOf(text)).stderr.includes("quoted CRLF detected");
    const isPatch = /^Subject: \[PATCH\]/m.test(text); // of other mail we say nothing
    expect(fires("mail.quoted-crlf", text)).toBe(isPatch && isTold);
  });

  it.each(cases("mail.scissors"))("cuts at scissors: %s", (_name, text) => {
    const bytes = bytesOf(text);
    const isCut = mailinfo(bytes, "--scissors").log !== mailinfo(bytes, "--no-scissors").log;
    const hasDiff = text.includes("\n@@ "); // without one nothing is applied
    expect(fires("mail.scissors", text)).toBe(hasDiff && isCut);
  });

  it.each(cases("mail.non-utf8-log"))("misreads or refuses a log: %s", (_name, text) => {
    const done = mailinfo(bytesOf(text));
    const isRight = done.log !== null && !/Ã/.test(done.log);
    expect(fires("mail.non-utf8-log", text)).toBe(!isRight);
  });

  it("takes the same lines for scissors", () => {
    const random = createRandom(7);
    const pieces = ["-", "--", "----", ">8", "8<", ">%", "%<", " ", "  ", "cut", "8", ">", "x", "\t"];
    const lines = Array.from({ length: 120 }, () =>
      Array.from({ length: 1 + random.below(7) }, () => random.pick(pieces)).join(""),
    );
    const wrong = lines.filter((line) => {
      // `---` alone ends the log.
      if (line.trim() === "" || /^---\s*$/.test(line)) return false;
      const { log } = mailinfo(
        Buffer.from(`From: A <a@example.org>\nSubject: x\n\nabove\n${line}\nbelow\n`),
        "--scissors",
      );
      return !log?.includes("above") !== isScissorsLine(line);
    });
    expect(wrong).toEqual([]);
    expect(lines.filter(isScissorsLine).length).toBeGreaterThan(10);
  });
});

describe("git apply", () => {
  /** `trailing whitespace 6` for each line that git complains of. */
  function complaints(diff: string): string[] {
    const { stderr } = git(["apply", "--numstat", "--whitespace=error-all", "-"], diff);
    return [...stderr.matchAll(/^<stdin>:(\d+): (.*?)\.$/gm)]
      .flatMap(([, line = "", what = ""]) => what.split(", ").map((one) => `${one} ${line}`))
      .toSorted();
  }
  const NAMES: Readonly<Record<string, string>> = {
    "patch.trailing-whitespace": "trailing whitespace",
    "patch.space-before-tab": "space before tab in indent",
  };

  it("complains of the white space of the same lines", () => {
    const random = createRandom(8);
    const pieces = [" ", "\t", "a", "  ", " \t", "        "];
    const added = Array.from(
      { length: 300 },
      () => `+${Array.from({ length: random.below(6) }, () => random.pick(pieces)).join("")}\n`,
    );
    const diff = `diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,300 @@\n${added.join("")}`;
    const ours = diagnoseText(diff)
      .flatMap(({ code, range }) => (NAMES[code] ? [`${NAMES[code]} ${range.start.line + 1}`] : []))
      .toSorted();
    expect(ours).toEqual(complaints(diff));
    expect(ours.length).toBeGreaterThan(100);
  });

  it.each(cases("patch.file-becomes-empty"))("leaves an empty file: %s", (_name, text) => {
    const tree = path.join(folder, "tree");
    fs.rmSync(tree, { recursive: true, force: true });
    fs.mkdirSync(path.join(tree, "drivers/hwmon"), { recursive: true });
    const file = path.join(tree, "x.c");
    fs.writeFileSync(file, text.includes("@@ -4") ? "1\n2\n3\na\nb\n" : "a\nb\n");
    git(["mailinfo", "-b", "msg", "patch"], text);
    spawnSync("git", ["apply", path.join(folder, "patch")], {
      cwd: tree,
      env: { ...env, GIT_CEILING_DIRECTORIES: folder },
    });
    const isEmpty = fs.existsSync(file) && fs.statSync(file).size === 0;
    expect(fires("patch.file-becomes-empty", text)).toBe(isEmpty);
  });

  it("writes the CR of an added line into the file, and git am does not", () => {
    const tree = fs.mkdtempSync(path.join(folder, "dos-"));
    const run = (args: readonly string[], input: string) => spawnSync("git", args, { cwd: tree, env, input });
    const file = path.join(tree, "x.c");
    run(["init", "--quiet"], "");
    fs.writeFileSync(file, "int a;\n");
    run(["add", "."], "");
    run(["commit", "--quiet", "-m", "x"], "");
    const diff = "diff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -1 +1,2 @@\n int a;\n+int b;\r\n";
    expect(fires("patch.dos-line-endings", diff)).toBe(true);
    run(["apply", "-"], diff);
    expect(fs.readFileSync(file, "utf8")).toBe("int a;\nint b;\r\n");
    run(["checkout", "--quiet", "."], "");
    expect(run(["am", "--quiet"], mail({ diffstat: "", diff })).status).toBe(0);
    expect(fs.readFileSync(file, "utf8")).toBe("int a;\nint b;\n");
  });
});

describe("git am", () => {
  it.each([...cases("patch.not-unified"), ...cases("mail.html-only")])(
    "finds no patch: %s",
    (_name, text) => {
      const isRefused = ["patch.not-unified", "mail.html-only"].some((rule) => fires(rule, text));
      if (!isRefused) return;
      git(["mailinfo", "-b", "msg", "patch"], text);
      const patch = fs.readFileSync(path.join(folder, "patch"));
      expect(
        patch.length === 0 || git(["apply", "--numstat", "-"], patch).stderr.includes("No valid patches"),
      ).toBe(true);
    },
  );

  it("reads a diff in the log as the patch", () => {
    const inner = "--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-a\n+b\n";
    const text = mail({ log: `Such as:\n\n${inner}\n${LOG}`, diff: DIFF });
    expect(fires("log.diff-in-message", text)).toBe(true);
    git(["mailinfo", "-b", "msg", "patch"], text);
    expect(fs.readFileSync(path.join(folder, "patch"), "utf8")).toContain("\n@@ -1 +1 @@\n");
  });
});

describe("b4", () => {
  const b4 = pythonOfB4();

  it.runIf(b4 !== null)("refuses the same mail for characters that are not seen", () => {
    const texts = cases("mail.suspicious-unicode").filter(([name]) => name !== "quoted");
    // What `b4 am` asks of each mail.
    const script = `import email, email.policy, json, logging, sys, b4
b4.logger.addHandler(logging.NullHandler())
told = []
for text in json.load(sys.stdin):
    try:
        b4.LoreMessage(email.message_from_bytes(text.encode(), policy=email.policy.default)).get_am_message(add_trailers=False)
        told.append(False)
    except SystemExit:
        told.append(True)
json.dump(told, sys.stdout)
`;
    const headed = texts.map(([, text]) =>
      text.replace(
        /^Subject:/m,
        "Message-ID: <x@example.org>\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nSubject:",
      ),
    );
    const done = spawnSync(b4 ?? "", ["-c", script], { input: JSON.stringify(headed) });
    expect(done.stderr.toString()).toBe("");
    expect(JSON.parse(done.stdout.toString())).toEqual(
      headed.map((text) => fires("mail.suspicious-unicode", text)),
    );
  });
});

/** The Python that Debian's b4 runs with; null: there is no b4. */
function pythonOfB4(): string | null {
  const found = spawnSync("sh", ["-c", "command -v b4"], { encoding: "utf8" }).stdout.trim();
  if (found !== "") return /^#!\s*(\S+)/.exec(fs.readFileSync(found, "utf8"))?.[1] ?? null;
  console.log("skipped: 1 check, since b4 is absent (Debian: apt-get install b4)");
  return null;
}
