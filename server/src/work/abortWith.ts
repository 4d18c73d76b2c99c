import type { Cancellation } from "../features/feature.js";

/** What tells that nobody waits any more; without the second, it is only told to who looks. */
interface Stoppable extends Cancellation {
  onCancellationRequested?(listener: () => void): { dispose(): void };
}

/** A signal that comes when the request is cancelled; `dispose` once it is answered. */
export function abortWith(token: Stoppable): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listener = token.onCancellationRequested?.(() => controller.abort());
  return { signal: controller.signal, dispose: () => listener?.dispose() };
}

/** Does something that the request's cancellation ends. */
export async function withSignal<Result>(
  token: Stoppable,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const aborted = abortWith(token);
  try {
    return await work(aborted.signal);
  } finally {
    aborted.dispose();
  }
}
