import { oneLine } from "../../core/mail/encodeWords.js";
import type { WritingHelp } from "../../features/writing.js";
import { within } from "../../protocol/within.js";
import type { MaintainersEntry } from "../../threads/maintainers.js";
import { createMaintainersFile } from "../finder/maintainersFile.js";
import { createTreeFiles } from "../finder/treeFiles.js";
import type { WorkServices } from "../services.js";
import { createAroundPatch } from "./aroundPatch.js";
import { createCommitsByPrefix } from "./commitsByPrefix.js";
import { createRecentCommits } from "./recentCommits.js";

/** A completion answers within 100 ms. */
const patienceMs = 80;
const userForMs = 60_000;
const maxPaths = 20;

interface User {
  readonly name: string;
  readonly address: string;
}

export function createWriting(services: WorkServices): WritingHelp {
  const { git, clock } = services;
  const maintainersOf = createMaintainersFile(services, createTreeFiles(services));
  const users = new Map<string, { readonly at: number; readonly user: Promise<User | null> }>();

  const readUser = async (documentUri: string): Promise<User | null> => {
    const workplaces = await git.workplaces(documentUri);
    const workplace = "unavailable" in workplaces ? undefined : workplaces[0];
    if (workplace === undefined) return null;
    const known = users.get(workplace.root);
    if (known !== undefined && clock.now() - known.at < userForMs) return known.user;
    const user = workplace
      .run(["config", "--null", "--get-regexp", "^user\\.(name|email)$"], {
        timeLimitMs: 5000,
        maxOutputBytes: 10_000,
      })
      .then(({ outcome, output }) => (outcome === "done" ? userOf(output.toString("utf8")) : null));
    users.set(workplace.root, { at: clock.now(), user });
    return user;
  };

  return {
    recentCommits: createRecentCommits(services, patienceMs),
    aroundPatch: createAroundPatch(services, patienceMs),
    commitsByPrefix: createCommitsByPrefix(services, patienceMs),
    async user(documentUri) {
      const user = await within(clock, patienceMs, readUser(documentUri));
      return { items: user ? [user] : [], isWhole: user !== undefined };
    },
    async maintainers(documentUri, paths) {
      const find = async (): Promise<readonly MaintainersEntry[]> => {
        const found = new Map<string, MaintainersEntry>();
        for (const path of paths.slice(0, maxPaths))
          for (const entry of (await maintainersOf(documentUri, path)) ?? []) found.set(entry.title, entry);
        return [...found.values()];
      };
      const items = await within(clock, patienceMs, find());
      return { items: items ?? [], isWhole: items !== undefined };
    },
  };
}

/** Of several values git takes the last. */
function userOf(output: string): User | null {
  let name = "";
  let address = "";
  for (const entry of output.split("\0")) {
    const [key = "", value = ""] = entry.split("\n", 2);
    if (key === "user.name") name = oneLine(value);
    if (key === "user.email") address = oneLine(value);
  }
  return address === "" ? null : { name, address };
}
