/** What of a `Clock` is needed. */
interface Schedule {
  schedule(milliseconds: number, callback: () => void): { cancel(): void };
}

/** What a promise gives within so many milliseconds; undefined where it has not by then, or fails. */
export function within<Value>(
  clock: Schedule,
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
