import type { CancellationToken } from "vscode-languageserver";
import type { createWork, WorkRequests } from "../work/index.js";
import type { WorkServices } from "../work/services.js";

/** The methods of the work room, named here since the room itself is loaded by the first of them. */
export const workMethods = [
  "patchMail/comparedPatch",
  "patchMail/compareVersions",
  "patchMail/seriesVersions",
  "patchMail/sideBySide",
  "patchMail/upstreamOf",
] as const satisfies readonly (keyof WorkRequests)[];

/** The handlers, by method: each loads the room, and asks it. */
export type WorkForwards = {
  readonly [Method in keyof WorkRequests]: (
    params: Parameters<WorkRequests[Method]>[0],
    token: CancellationToken,
  ) => Promise<Awaited<ReturnType<WorkRequests[Method]>>>;
};

/** `load`: `() => import("../work/index.js")`, by the entry, where the bundler finds it. */
export type LoadWork = () => Promise<{ readonly createWork: typeof createWork }>;

export function createWorkForwards(services: WorkServices, load: LoadWork): WorkForwards {
  let work: Promise<WorkRequests> | undefined;
  const forward = async (method: keyof WorkRequests, params: never, token: CancellationToken) => {
    work ??= load().then((room) => room.createWork(services));
    const requests = await work;
    return await (requests[method] as (params: never, token: CancellationToken) => unknown)(params, token);
  };
  const entries = workMethods.map((method) => [
    method,
    (params: never, token: CancellationToken) => forward(method, params, token),
  ]);
  // The keys are those of `workMethods`, and each calls its own.
  return Object.fromEntries(entries) as WorkForwards;
}
