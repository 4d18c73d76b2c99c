import type { Clock } from "../../../server/src/lsp/host.js";

/** A clock that a test turns by hand. */
export interface ManualClock extends Clock {
  /** Moves on and calls back what is due, in order. Lets promises settle in between. */
  advance(milliseconds: number): Promise<void>;
}

export function manualClock(): ManualClock {
  let now = 1_000_000;
  const timers: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    now: () => now,
    schedule(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.push(timer);
      return {
        cancel() {
          const index = timers.indexOf(timer);
          if (index !== -1) timers.splice(index, 1);
        },
      };
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        await settle();
        const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers.splice(timers.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
      await settle();
    },
  };
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
