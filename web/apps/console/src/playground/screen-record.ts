import type { PaintClock } from '@firstword/react/rum';

/** What a user saw of one run, in milliseconds since the click. */
export interface Seen {
  readonly feedbackMs?: number;
  readonly firstTextMs?: number;
  readonly longestSilenceMs?: number;
  readonly totalMs?: number;
}

/**
 * Records when a part of the page changed, as painted: measured on the screen, not in the program. Animation
 * without content, such as a spinner, is not a change.
 */
export class ScreenRecord {
  private readonly observer: MutationObserver;
  private seen: Seen = {};
  private lastMs = 0;
  private waiting = false;
  private ended = false;

  constructor(
    private readonly screen: Element,
    private readonly clickedMs: number,
    private readonly time: Pick<PaintClock, 'now' | 'afterPaint'>,
    private readonly onChange: (seen: Seen) => void,
  ) {
    this.observer = new MutationObserver(() => {
      this.changed();
    });
    this.observer.observe(screen, { childList: true, characterData: true, subtree: true });
    this.changed();
  }

  /** The answer is complete. The next paint is the end. */
  end(): void {
    this.time.afterPaint(() => {
      this.painted();
      this.ended = true;
      this.observer.disconnect();
      this.seen = { ...this.seen, totalMs: this.lastMs };
      this.onChange(this.seen);
    });
  }

  stop(): void {
    this.ended = true;
    this.observer.disconnect();
  }

  private changed(): void {
    if (this.waiting || this.ended) return;
    this.waiting = true;
    this.time.afterPaint(() => {
      this.waiting = false;
      if (!this.ended) this.painted();
    });
  }

  private painted(): void {
    const atMs = this.time.now() - this.clickedMs;
    const text = this.screen.querySelector('.fw-answer .fw-markdown')?.textContent ?? '';
    this.seen = {
      ...this.seen,
      feedbackMs: this.seen.feedbackMs ?? atMs,
      ...(text !== '' && this.seen.firstTextMs === undefined ? { firstTextMs: atMs } : {}),
      longestSilenceMs: Math.max(this.seen.longestSilenceMs ?? 0, atMs - this.lastMs),
    };
    this.lastMs = atMs;
    this.onChange(this.seen);
  }
}
