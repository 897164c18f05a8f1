import type { Clock, Release } from '../../src/client/index.js';

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** A clock that advances only when a test says so. */
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

  /** Advances the clock. Every timer that is due fires at its own time, with all its consequences. */
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

/** Waits until everything that involves no timer has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) {
    await Promise.resolve();
  }
}
