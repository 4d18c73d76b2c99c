import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import type { Sandbox } from "./sandbox.js";

/** A git that never answers one of its commands. */
export interface SlowGit {
  /** With it first on PATH. */
  readonly environment: Record<string, string>;
  /** Waits until it was asked; its process. */
  asked(): Promise<number>;
  /** Waits until that process is gone. */
  gone(pid: number): Promise<true>;
  /** All commands that were run, one a line. */
  log(): string;
}

/** `command`: a word of the command line, `status`; "": all is answered, and only told by `log`. */
export function slowGit(box: Sandbox, command: string): SlowGit {
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const folder = `slow-${command || "none"}`;
  const [pids, log] = [box.path(folder, "pids"), box.path(folder, "log")];
  // exec: what is killed is what sleeps.
  box.write(
    `${folder}/git`,
    `#!/bin/sh\necho "$*" >>'${log}'\ncase " $* " in *" ${command || "\n"} "*) echo $$ >>'${pids}'; exec sleep 600;; esac\nexec '${real}' "$@"\n`,
  );
  chmodSync(box.path(folder, "git"), 0o755);
  const read = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");
  const until = async <Found>(find: () => Found | null): Promise<Found> => {
    for (;;) {
      const found = find();
      if (found !== null) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    environment: { ...box.environment, PATH: `${box.path(folder)}:${box.environment["PATH"] ?? ""}` },
    asked: () => until(() => Number(/^(\d+)\n/.exec(read(pids))?.[1] ?? 0) || null),
    gone: (pid) => until(() => (isThere(pid) ? null : true)),
    log: () => read(log),
  };
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
