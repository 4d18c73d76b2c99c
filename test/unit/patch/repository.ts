import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { MailDocument, Message } from "../../../server/src/core/model.js";
import { parse } from "../../../server/src/core/parse.js";
import type { EditAnswer, TextChange } from "../../../server/src/core/patch/hunkShape.js";

/** Files of a state: content, or content and mode. */
export type State = Readonly<
  Record<string, string | Buffer | { readonly content: string; readonly mode: number }>
>;

export interface Repository {
  readonly folder: string;
  git(
    args: readonly string[],
    input?: string,
  ): { readonly status: number; readonly out: string; readonly errors: string };
  /** Makes a commit that holds exactly these files. */
  commit(state: State, message?: string): void;
  dispose(): void;
}

const identity = {
  GIT_AUTHOR_NAME: "Ada Frost",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_AUTHOR_DATE: "2024-03-04T05:06:07+0100",
  GIT_COMMITTER_NAME: "Ada Frost",
  GIT_COMMITTER_EMAIL: "ada@example.org",
  GIT_COMMITTER_DATE: "2024-03-04T05:06:07+0100",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  LC_ALL: "C",
};

/** A repository of its own in a temporary folder. */
export function createRepository(): Repository {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-edit-"));
  const git: Repository["git"] = (args, input) => {
    const done = spawnSync("git", [...args], {
      cwd: folder,
      env: { ...process.env, ...identity },
      maxBuffer: 1 << 26,
      ...(input === undefined ? {} : { input }),
    });
    return { status: done.status ?? -1, out: done.stdout.toString(), errors: done.stderr.toString() };
  };
  git(["init", "-q", "-b", "main"]);
  return {
    folder,
    git,
    commit(state, message = "change") {
      for (const name of fs.readdirSync(folder))
        if (name !== ".git") fs.rmSync(path.join(folder, name), { recursive: true });
      for (const [name, given] of Object.entries(state)) {
        const file = path.join(folder, name);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        const isPlain = typeof given === "string" || Buffer.isBuffer(given);
        fs.writeFileSync(file, isPlain ? given : given.content);
        fs.chmodSync(file, isPlain ? 0o644 : given.mode);
      }
      git(["add", "-A"]);
      const { status, errors } = git(["commit", "-q", "--allow-empty", "-m", message]);
      if (status !== 0) throw new Error(errors);
    },
    dispose: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

export function read(text: string): { readonly document: MailDocument; readonly message: Message } {
  const { document } = parse(text);
  const message = document.messages[0];
  if (message === undefined) throw new Error("no message");
  return { document, message };
}

export function applied(text: string, changes: readonly TextChange[]): string {
  let result = "";
  let at = 0;
  for (const { span, text: now } of changes) {
    if (span.start < at) throw new Error("changes overlap or are not in order");
    result += text.slice(at, span.start) + now;
    at = span.end;
  }
  return result + text.slice(at);
}

/** The text after an edit; throws where it was refused. */
export function edited(text: string, answer: EditAnswer): string {
  if ("refused" in answer) throw new Error(answer.refused);
  return applied(text, answer.changes);
}
