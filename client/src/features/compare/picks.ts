import * as vscode from "vscode";
import type { VersionItem } from "../../../../server/src/work/compareVersions.js";
import { ask } from "../../ask.js";
import type { Host } from "../../host.js";
import type { VirtualSource } from "../../virtualFiles.js";
import { seriesVersions, sideOf } from "./requests.js";

/** What is compared, with a name for titles. */
export interface NamedSide {
  readonly name: string;
  readonly source: VirtualSource;
}

/** Asks for a version; `first` stands at the top, so that Enter takes it. */
export async function askVersion(
  title: string,
  versions: readonly VersionItem[],
  first: VersionItem | undefined,
): Promise<VersionItem | undefined> {
  const ordered = [...versions].sort((a, b) => Number(b === first) - Number(a === first));
  const items = ordered.map((version) => ({ label: version.name, description: version.detail, version }));
  return (await vscode.window.showQuickPick(items, { title }))?.version;
}

/** Asks what something is compared with: another version of its series, an open file, or any file. */
export async function askOther(host: Host, own: NamedSide): Promise<NamedSide | undefined> {
  const found =
    own.source.scope === "file"
      ? null
      : await ask(host, seriesVersions, sideOf(own.source), { isAloud: true });
  const versions = (found?.versions ?? []).filter(({ isAsked }) => !isAsked).reverse();
  const items: (vscode.QuickPickItem & { readonly side?: NamedSide })[] = [
    ...versions.map(({ name, detail, uri, line0, ordinal }) => ({
      label: name,
      description: detail,
      side: { name, source: { uri, line: line0, index: ordinal } },
    })),
    ...openFiles(own).map(({ uri, name }) => ({
      label: name,
      description: vscode.workspace.asRelativePath(uri),
      side: { name, source: { uri: uri.toString(), line: 0, scope: "file" as const } },
    })),
    { label: "Choose a File…" },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: `Compare ${own.name} with the Older` });
  if (chosen === undefined || chosen.side !== undefined) return chosen?.side;
  const [uri] =
    (await vscode.window.showOpenDialog({ title: `Compare ${own.name} with`, canSelectMany: false })) ?? [];
  return uri && { name: nameOf(uri), source: { uri: uri.toString(), line: 0, scope: "file" } };
}

function openFiles(own: NamedSide): readonly { readonly uri: vscode.Uri; readonly name: string }[] {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all);
  const uris = tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []));
  const files = uris.filter(
    (uri) => uri.scheme === "file" && /\.(?:eml|patch|diff|mbox|mbx)$/i.test(uri.path),
  );
  const byKey = new Map(files.map((uri) => [uri.toString(), uri]));
  byKey.delete(own.source.uri);
  return [...byKey.values()].map((uri) => ({ uri, name: nameOf(uri) }));
}

const nameOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf("/") + 1);
