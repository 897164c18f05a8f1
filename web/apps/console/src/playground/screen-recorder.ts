import { type PaintClock, showsNews } from '@firstword/react/rum';

/** What a user saw of one run, in milliseconds since the click. */
export interface ScreenTimings {
  readonly feedbackMs?: number;
  readonly firstTextMs?: number;
  readonly longestSilenceMs?: number;
  readonly totalMs?: number;
}

/**
 * Records when a part of the page changed, as painted: measured on the screen, not in the program. Animation
 * without content, such as a spinner, is not a change, and neither is a clock that ticks.
 */
export class ScreenRecorder {
  private readonly observer: MutationObserver;
  private timings: ScreenTimings = {};
  private lastMs = 0;
  private awaitingPaint = false;
  private ended = false;

  constructor(
    private readonly screen: Element,
    private readonly clickedMs: number,
    private readonly clock: Pick<PaintClock, 'now' | 'afterPaint'>,
    private readonly onChange: (seen: ScreenTimings) => void,
  ) {
    this.observer = new MutationObserver((mutations) => {
      if (showsNews(mutations)) this.noteChange();
    });
    this.observer.observe(screen, { childList: true, characterData: true, subtree: true });
    this.noteChange();
  }

  /** The answer is complete. The next paint is the end. */
  end(): void {
    this.clock.afterPaint(() => {
      this.notePaint();
      this.ended = true;
      this.observer.disconnect();
      this.timings = { ...this.timings, totalMs: this.lastMs };
      this.onChange(this.timings);
    });
  }

  stop(): void {
    this.ended = true;
    this.observer.disconnect();
  }

  private noteChange(): void {
    if (this.awaitingPaint || this.ended) return;
    this.awaitingPaint = true;
    this.clock.afterPaint(() => {
      this.awaitingPaint = false;
      if (!this.ended) this.notePaint();
    });
  }

  private notePaint(): void {
    const atMs = this.clock.now() - this.clickedMs;
    const text = this.screen.querySelector('.fw-answer .fw-markdown')?.textContent ?? '';
    this.timings = {
      ...this.timings,
      feedbackMs: this.timings.feedbackMs ?? atMs,
      ...(text !== '' && this.timings.firstTextMs === undefined ? { firstTextMs: atMs } : {}),
      longestSilenceMs: Math.max(this.timings.longestSilenceMs ?? 0, atMs - this.lastMs),
    };
    this.lastMs = atMs;
    this.onChange(this.timings);
  }
}
