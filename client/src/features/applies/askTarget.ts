import * as vscode from "vscode";
import type { ApplyTargets, CheckAppliesParams } from "../../../../server/src/work/checkApplies.js";
import type { Host } from "../../host.js";

/** What is checked, and against what. */
export type AppliesTarget = Pick<CheckAppliesParams, "scope" | "target">;

interface TargetItem extends vscode.QuickPickItem {
  /** undefined: a line between others. */
  readonly target?: CheckAppliesParams["target"];
}

/** Names that were typed or chosen lately, the last one first. */
const recentKey = "patchMail.applies.recent";
const maxRecent = 5;
const kindWords = { branch: "branch", remote: "remote branch", tag: "tag" } as const;

/** Asks for a commit: HEAD, the mail's base, a name used lately, a branch, a tag, or what is typed. undefined: given up. */
export async function askTarget(host: Host, targets: ApplyTargets): Promise<AppliesTarget | undefined> {
  const { workspaceState } = host.extension;
  const recent = workspaceState.get<readonly string[]>(recentKey, []);
  const target = await pick(targets, recent);
  if (target === undefined) return undefined;
  if (target.kind === "ref") {
    const { name } = target;
    const names = [name, ...recent.filter((each) => each !== name)].slice(0, maxRecent);
    void workspaceState.update(recentKey, names);
  }
  if (targets.patchCount < 2 || !targets.isPatch) return { scope: "series", target };
  const all = {
    label: `All ${targets.patchCount} patches of the series, one after the other`,
    scope: "series",
  } as const;
  const one = { label: "This patch alone", scope: "patch" } as const;
  const chosen = await vscode.window.showQuickPick([all, one], { title: "What to Check" });
  return chosen && { scope: chosen.scope, target };
}

function pick(
  { references, repository }: ApplyTargets,
  recent: readonly string[],
): Promise<CheckAppliesParams["target"] | undefined> {
  const fixed: TargetItem[] = [
    { label: "HEAD", description: "what is checked out", target: { kind: "head" } },
    {
      label: "Base of the patch",
      description: "its base-commit, else guessed from its index lines",
      target: { kind: "base" },
    },
  ];
  const used: TargetItem[] = recent.map((name) => ({ label: name, target: { kind: "ref", name } }));
  const known = references
    .filter(({ name }) => !recent.includes(name))
    .map(
      ({ name, kind, hash }): TargetItem => ({
        label: name,
        description: `${kindWords[kind]}, ${hash.slice(0, 12)}`,
        target: { kind: "ref", name },
      }),
    );
  const items: TargetItem[] = [
    ...fixed,
    ...headed("used lately", used),
    ...headed("branches and tags", known),
  ];
  const input = vscode.window.createQuickPick<TargetItem>();
  input.title = `Check Whether It Applies (${repository})`;
  input.placeholder = "A branch, a tag, a hash, or a name like v6.1~3";
  input.matchOnDescription = true;
  input.items = items;
  return new Promise((resolve) => {
    input.onDidChangeValue((typed) => {
      const name = typed.trim();
      const isKnown = name === "" || items.some(({ label }) => label === name);
      const own: TargetItem = { label: name, description: "as typed", target: { kind: "ref", name } };
      input.items = isKnown ? items : [...items, own];
    });
    input.onDidAccept(() => {
      resolve(input.selectedItems[0]?.target);
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}

function headed(label: string, items: readonly TargetItem[]): readonly TargetItem[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}
