import type { Clock } from "./host.js";

/** What a promise gives within so many milliseconds; undefined where it has not by then, or fails. */
export function within<Value>(
  clock: Clock,
  milliseconds: number,
  promise: Promise<Value>,
): Promise<Value | undefined> {
  return new Promise((settle) => {
    const timer = clock.schedule(milliseconds, () => settle(undefined));
    promise.then(
      (value) => {
        timer.cancel();
        settle(value);
      },
      () => {
        timer.cancel();
        settle(undefined);
      },
    );
  });
}
