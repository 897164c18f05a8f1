import type { TurnEvent } from '../client/events.js';
import type { PaintClock } from './paint-clock.js';
import { showsNews } from './screen-change.js';
import type { VitalsRecord } from './vitals-record.js';

/** Selectors for where turns are shown on the page. */
export interface Selectors {
  /** Everything a user watches while waiting. */
  readonly within: string;
  /** A question, as repeated by the page. */
  readonly question: string;
  /** The text of an answer. */
  readonly answer: string;
}

/**
 * Observes what is painted during one turn, and when. A DOM change counts in the frame that paints it.
 * Animation without content, such as a spinner, is not a change, and neither is a clock that ticks.
 */
export class TurnObserver {
  private readonly observer: MutationObserver;
  private hasEvent = false;
  private hasText = false;
  private changed = false;
  private changedSinceEvent = false;
  private changedSinceText = false;
  private awaitingPaint = false;
  private isStopped = false;
  /** Whether the page is visible. */
  private isVisible = !document.hidden;
  private finish: (() => void) | undefined;

  constructor(
    readonly record: VitalsRecord,
    private readonly message: string | undefined,
    private readonly selectors: Selectors,
    private readonly clock: PaintClock,
  ) {
    this.observer = new MutationObserver((mutations) => {
      if (showsNews(mutations)) this.onChange();
    });
    const { body } = document;
    this.observer.observe(document.querySelector(selectors.within) ?? body, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    this.awaitPaint();
  }

  /** An event is about to be delivered to the page. */
  onEvent(event: TurnEvent): void {
    // Earlier changes are not an effect of this event.
    if (showsNews(this.observer.takeRecords())) this.onChange();
    if (event.type === 'start') {
      this.record.turnId = event.turn_id;
      return;
    }
    this.hasEvent = true;
    if (event.type === 'text') this.hasText = true;
    // The frame that shows the effect takes the time. Once text is visible only silences are measured, so
    // that requesting a frame for each event would be wasted.
    if (this.record.firstTextMs === undefined && !this.record.hidden) this.awaitPaint();
  }

  /** The last event was delivered. Calls back after its paint, or at once if the page is hidden. */
  end(callback: () => void): void {
    this.finish = () => {
      if (this.isStopped) return;
      this.stop();
      callback();
    };
    if (!this.isVisible) {
      this.finish();
      return;
    }
    this.clock.afterPaint(() => {
      this.onPaint();
      const { record } = this;
      if (!record.hidden) record.totalMs = this.clock.now() - record.clickedAtMs;
      this.finish?.();
    });
  }

  /** The page was hidden. */
  onHidden(): void {
    this.closeSilence();
    this.isVisible = false;
    this.record.hidden = true;
    this.finish?.();
  }

  /** The page is visible again. */
  onVisible(): void {
    this.isVisible = true;
    this.record.changedAtMs = this.clock.now();
  }

  /** Counts the current silence as if it ended now. */
  closeSilence(): void {
    if (!this.isVisible) return;
    const { record } = this;
    const silenceMs = this.clock.now() - record.changedAtMs;
    record.longestSilenceMs = Math.max(record.longestSilenceMs, silenceMs);
  }

  stop(): void {
    this.isStopped = true;
    this.observer.disconnect();
  }

  private onChange(): void {
    this.changed = true;
    this.changedSinceEvent ||= this.hasEvent;
    this.changedSinceText ||= this.hasText;
    this.awaitPaint();
  }

  private awaitPaint(): void {
    if (this.awaitingPaint || this.isStopped) return;
    this.awaitingPaint = true;
    this.clock.afterPaint(() => {
      this.awaitingPaint = false;
      if (!this.isStopped) this.onPaint();
    });
  }

  private onPaint(): void {
    const { record } = this;
    if (!this.changed || !this.isVisible) return;
    this.changed = false;
    this.closeSilence();
    record.changedAtMs = this.clock.now();
    if (record.hidden) return;
    const atMs = record.changedAtMs - record.clickedAtMs;
    if (record.echoMs === undefined && this.showsQuestion()) record.echoMs = atMs;
    if (this.changedSinceEvent) record.feedbackMs ??= atMs;
    if (record.firstTextMs === undefined && this.changedSinceText && this.showsAnswer()) {
      record.firstTextMs = atMs;
    }
  }

  private showsQuestion(): boolean {
    const { message } = this;
    return message !== undefined && this.lastText(this.selectors.question).includes(message.trim());
  }

  private showsAnswer(): boolean {
    return this.lastText(this.selectors.answer).trim() !== '';
  }

  private lastText(selector: string): string {
    return [...document.querySelectorAll(selector)].at(-1)?.textContent ?? '';
  }
}
