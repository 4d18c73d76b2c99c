import * as vscode from "vscode";
import { ask, say } from "../../ask.js";
import type { Host } from "../../host.js";
import { countThreads } from "./requests.js";
import type { ThreadTree } from "./tree.js";

const setting = "queues";

/** Queues are filters with a name, out of the settings: chosen from a list, and added from the filter that is shown. */
export function queueCommands(
  host: Host,
  tree: ThreadTree,
  setFilter: (filter: string) => void,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("patchMail.showQueue", async (name: unknown) => {
      const queues = readQueues();
      const named = typeof name === "string" ? queues.get(name) : undefined;
      const filter = named ?? (await pick(host, tree, queues));
      if (filter === undefined) return;
      setFilter(filter);
      await vscode.commands.executeCommand("patchMail.threads.focus");
    }),
    vscode.commands.registerCommand("patchMail.saveQueue", () => save(tree.filter)),
  );
}

/** Filters by name; an empty one takes a queue away. */
function readQueues(): ReadonlyMap<string, string> {
  const value = vscode.workspace
    .getConfiguration("patchMail")
    .get<Readonly<Record<string, unknown>>>(setting, {});
  const queues = new Map<string, string>();
  for (const [name, filter] of Object.entries(value)) {
    if (typeof filter === "string" && filter.trim() !== "") queues.set(name, filter.trim());
  }
  return queues;
}

async function pick(
  host: Host,
  tree: ThreadTree,
  queues: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const filters = [...queues.values()];
  const items = async (): Promise<(vscode.QuickPickItem & { readonly filter: string })[]> => {
    const counts = await ask(host, countThreads, { ...tree.shown, filters });
    const found = [...queues].map(([label, filter], at) => {
      const count = counts?.[at];
      const threads = count === undefined ? "" : ` · ${count} ${count === 1 ? "thread" : "threads"}`;
      return { label, description: `${filter}${threads}`, filter };
    });
    return [...found, { label: "All threads", description: "no filter", filter: "" }];
  };
  const picked = await vscode.window.showQuickPick(items(), {
    title: "Show Queue",
    placeHolder: "Saved filters of Threads; the setting patchMail.queues holds them",
    matchOnDescription: true,
  });
  return picked?.filter;
}

async function save(filter: string): Promise<void> {
  if (filter === "") {
    say("Threads shows no filter that could be saved.");
    return;
  }
  const name = await vscode.window.showInputBox({
    title: "Save Filter as Queue",
    prompt: `The queue shows: ${filter}`,
    placeHolder: "Name of the queue",
  });
  if (name === undefined || name.trim() === "") return;
  const settings = vscode.workspace.getConfiguration("patchMail");
  const known = settings.inspect<Readonly<Record<string, string>>>(setting)?.globalValue ?? {};
  await settings.update(setting, { ...known, [name.trim()]: filter }, vscode.ConfigurationTarget.Global);
  say(`Saved as queue “${name.trim()}”.`);
}
