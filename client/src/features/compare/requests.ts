import type { ThreadOfParams } from "../../../../server/src/protocol/threadOf.js";
import type {
  ComparedPatchParams,
  CompareParams,
  CompareResult,
  CompareSide,
  SeriesVersionsResult,
  UpstreamResult,
} from "../../../../server/src/work/compareVersions.js";
import type { ServerRequest } from "../../host.js";
import type { VirtualSource } from "../../virtualFiles.js";

export const seriesVersions: ServerRequest<ThreadOfParams, SeriesVersionsResult | null> = {
  method: "patchMail/seriesVersions",
};
export const compareVersionsRequest: ServerRequest<CompareParams, CompareResult> = {
  method: "patchMail/compareVersions",
};
export const comparedPatch: ServerRequest<ComparedPatchParams, string> = {
  method: "patchMail/comparedPatch",
};
export const upstreamOf: ServerRequest<ThreadOfParams, UpstreamResult> = { method: "patchMail/upstreamOf" };

/** What a virtual file's place means to the server. */
export function sideOf({ uri, line, index, scope, hash }: VirtualSource): CompareSide {
  return {
    textDocument: { uri },
    position: { line, character: 0 },
    ...(index === undefined ? {} : { ordinal: index }),
    ...(scope === "file" ? { isFile: true } : {}),
    ...(scope === "message" ? { isAlone: true } : {}),
    ...(hash === undefined ? {} : { commit: hash }),
  };
}
