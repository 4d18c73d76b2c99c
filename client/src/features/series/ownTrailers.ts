import type { QuickPickItem } from "vscode";
import type { OwnTrailersParams } from "../../../../server/src/work/ownTrailers.js";
import type { Host } from "../../host.js";

const key = "patchMail.ownTrailers";

/** A row for a trailer that the user adds; `own` tells it from those that came by mail. */
export interface OwnTrailerItem extends QuickPickItem {
  readonly own: keyof OwnTrailersParams;
}

/** The rows, checked as they were the last time; at first neither is. */
export function ownTrailerItems(host: Host): readonly OwnTrailerItem[] {
  const last = host.extension.workspaceState.get<OwnTrailersParams>(key, {});
  return [
    {
      label: "Signed-off-by: you",
      detail: "The committer's, as git am -s adds it",
      picked: last.signoff === true,
      own: "signoff",
    },
    {
      label: "Link: to each patch in the archive",
      detail: "As b4 am -l adds it; the archive is that of the setting patchMail.archiveUrl",
      picked: last.link === true,
      own: "link",
    },
  ];
}

/** What was chosen, which is remembered for the workspace. */
export function ownTrailersOf(host: Host, chosen: readonly object[]): OwnTrailersParams {
  const has = (own: keyof OwnTrailersParams): boolean =>
    chosen.some((item) => "own" in item && item.own === own);
  const params = { signoff: has("signoff"), link: has("link") };
  void host.extension.workspaceState.update(key, params);
  return params;
}
