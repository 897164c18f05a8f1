/** The scroll metrics of an area, in pixels. */
export interface ScrollMetrics {
  readonly top: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
}

/** A reader within this distance of the end, in pixels, is reading the newest text. */
export const stickThresholdPx = 70;

/**
 * Decides whether the newest text stays in view: until the reader scrolls up or selects text, and again once
 * the reader is back at the end. It is notified of changes and never measures the page itself.
 */
export class Stickiness {
  private previous: ScrollMetrics = { top: 0, scrollHeight: 0, clientHeight: 0 };
  private sticking = true;

  get isSticking(): boolean {
    return this.sticking;
  }

  /** The area has a new scroll position, whatever the cause. */
  onScroll(now: ScrollMetrics): void {
    const before = this.previous;
    this.previous = now;
    const up = now.top < before.top - 1;
    // Shorter content or a taller window also moves the position up, without the reader.
    const clamped = range(now) < range(before) && distance(now) <= 1;
    if (up && !clamped) {
      this.sticking = false;
    } else if (now.top > before.top && distance(now) <= stickThresholdPx) {
      this.sticking = true;
    }
  }

  /** The content or the area changed its size, or the page itself set the position. */
  onLayout(now: ScrollMetrics): void {
    this.previous = now;
  }

  /**
   * Content was prepended.
   *
   * @returns the position at which the reader still sees the same text
   */
  positionAfterPrepend(now: ScrollMetrics): number {
    return now.top + now.scrollHeight - this.previous.scrollHeight;
  }

  /** The reader turned the wheel upward or selected text. Called before anything has moved. */
  release(): void {
    this.sticking = false;
  }

  /** The reader asked for the newest text. */
  stick(): void {
    this.sticking = true;
  }
}

function range({ scrollHeight, clientHeight }: ScrollMetrics): number {
  return scrollHeight - clientHeight;
}

function distance(measure: ScrollMetrics): number {
  return range(measure) - measure.top;
}
