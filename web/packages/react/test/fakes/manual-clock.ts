import type { Clock, Release } from '../../src/client/index.js';

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  private nowMs = 1_000_000;
  private readonly timers = new Set<Timer>();

  now(): number {
    return this.nowMs;
  }

  setTimer(callback: () => void, delayMs: number): Release {
    const timer: Timer = { atMs: this.nowMs + delayMs, callback };
    this.timers.add(timer);
    return () => {
      this.timers.delete(timer);
    };
  }

  /** Lets time pass, and every timer that is due fire at its own moment, with all that follows from it. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.nowMs + durationMs;
    await settled();
    for (;;) {
      const [next] = [...this.timers]
        .filter(({ atMs }) => atMs <= endMs)
        .sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.timers.delete(next);
      this.nowMs = next.atMs;
      next.callback();
      await settled();
    }
    this.nowMs = endMs;
  }
}

/** Waits until everything that needs no time has happened: no timer is involved. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) {
    await Promise.resolve();
  }
}
