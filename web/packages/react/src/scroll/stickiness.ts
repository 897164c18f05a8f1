/** How far a scrolled area is, in pixels. */
export interface ScrollMetrics {
  readonly top: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
}

/** A reader this close to the end, in pixels, is reading the newest words. */
export const stickThresholdPx = 70;

/**
 * Decides whether the newest words stay in view: until the reader scrolls up or marks text, and again once the
 * reader is back at the end. Told what happened, it never measures anything itself.
 */
export class Stickiness {
  private previous: ScrollMetrics = { top: 0, scrollHeight: 0, clientHeight: 0 };
  private sticking = true;

  get isSticking(): boolean {
    return this.sticking;
  }

  /** The area has a new scroll position, by whatever cause. */
  onScroll(now: ScrollMetrics): void {
    const before = this.previous;
    this.previous = now;
    const up = now.top < before.top - 1;
    // Less to scroll moves the position too: a shorter content, a taller window. No reader did that.
    const clamped = range(now) < range(before) && distance(now) <= 1;
    if (up && !clamped) {
      this.sticking = false;
    } else if (now.top > before.top && distance(now) <= stickThresholdPx) {
      this.sticking = true;
    }
  }

  /** The content or the area changed its size, or the page itself moved the position. */
  onLayout(now: ScrollMetrics): void {
    this.previous = now;
  }

  /**
   * Content was put in before what is shown.
   *
   * @returns the position at which the reader still sees the same words
   */
  positionAfterPrepend(now: ScrollMetrics): number {
    return now.top + now.scrollHeight - this.previous.scrollHeight;
  }

  /** The reader turned the wheel upward or marked text: before anything has moved. */
  release(): void {
    this.sticking = false;
  }

  /** The reader asked for the newest words. */
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
