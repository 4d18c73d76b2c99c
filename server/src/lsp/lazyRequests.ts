import type { CancellationToken } from "vscode-languageserver";
import { lazily } from "./lazily.js";

type Handler = (params: never, token: CancellationToken) => unknown;

/** Handlers that load the real ones first. */
export type LazyRequests<Requests> = {
  readonly [Method in keyof Requests]: Requests[Method] extends Handler
    ? (
        params: Parameters<Requests[Method]>[0],
        token: CancellationToken,
      ) => Promise<Awaited<ReturnType<Requests[Method]>>>
    : never;
};

/** Forwards of requests whose code is a bundle of its own: the first one calls `load`, once. */
export function lazyRequests<Requests>(
  methods: readonly (keyof Requests & string)[],
  load: () => Promise<Requests>,
): LazyRequests<Requests> {
  const loaded = lazily(load);
  const forward = async (method: keyof Requests, params: never, token: CancellationToken) => {
    const requests = await loaded();
    return await (requests[method] as Handler)(params, token);
  };
  const entries = methods.map((method) => [
    method,
    (params: never, token: CancellationToken) => forward(method, params, token),
  ]);
  // The keys are those of `methods`, and each calls its own.
  return Object.fromEntries(entries) as LazyRequests<Requests>;
}
