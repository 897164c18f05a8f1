import type { Release } from '../client/environment.js';
import type { Frames } from './page-frames.js';

/** Between two repaints of a growing text. Reading gains nothing from more than 20 a second. */
export const repaintIntervalMs = 50;

/** How much earlier than the interval a frame may come and still count as on time. */
const frameSlackMs = 8;

/**
 * Coalesces changes into repaints: at most one a frame, and at most one every `repaintIntervalMs` where only a
 * text has grown. The one pacer of a page: sessions publish through it, and growing Markdown is rendered
 * through it.
 */
export class FrameScheduler {
  #cancelRequest: Release | undefined;
  #requestedLow = false;
  #flushedAtMs = -Infinity;

  readonly #frames: Frames;
  readonly #repaint: () => void;

  constructor(frames: Frames, repaint: () => void) {
    this.#frames = frames;
    this.#repaint = repaint;
  }

  /**
   * Repaints in the next frame.
   *
   * @param low true: in the first frame that is a full interval after the last repaint
   */
  schedule(low = false): void {
    if (this.#cancelRequest !== undefined && (low || !this.#requestedLow)) return;
    this.cancel();
    this.#requestedLow = low;
    this.#cancelRequest = this.#frames.request(
      () => {
        this.flush();
      },
      low ? Math.max(0, this.waitMs()) : 0,
    );
  }

  /** Repaints at once, and drops the scheduled repaint that this makes unnecessary. */
  flush(): void {
    this.cancel();
    this.#flushedAtMs = this.#frames.now();
    this.#repaint();
  }

  /** From now until released: a repaint that waits for a frame happens when the page is hidden. */
  flushWhenHidden(): Release {
    return this.#frames.onHidden(() => {
      if (this.#cancelRequest !== undefined) this.flush();
    });
  }

  /** Drops the scheduled repaint. */
  cancel(): void {
    this.#cancelRequest?.();
    this.#cancelRequest = undefined;
  }

  /** Until a full interval has passed since the last repaint; negative after that. */
  waitMs(): number {
    return this.#flushedAtMs + repaintIntervalMs - frameSlackMs - this.#frames.now();
  }
}

/** Repaints at once if a full interval has passed since the last repaint; otherwise schedules it with `low`. */
export function flushIfDue(scheduler: FrameScheduler): void {
  if (scheduler.waitMs() > 0) scheduler.schedule(true);
  else scheduler.flush();
}
