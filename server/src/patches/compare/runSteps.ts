/** Runs what yields between slices of its work to the end, without a break. */
export function runToEnd<Result>(steps: Generator<undefined, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same with a pause wherever a slice has taken its time; `pause` rejects to end the work. */
export async function runInSlices<Result>(
  steps: Generator<undefined, Result>,
  now: () => number,
  pause: () => Promise<void>,
): Promise<Result> {
  for (let start = now(); ; ) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (now() - start < sliceMilliseconds) continue;
    await pause();
    start = now();
  }
}

const sliceMilliseconds = 15;
