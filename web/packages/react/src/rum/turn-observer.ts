import type { TurnEvent } from '../client/events.js';
import type { PaintClock } from './paint-clock.js';
import type { VitalsRecord } from './vitals-record.js';

/** Where on the page turns are shown, as selectors. */
export interface Selectors {
  /** All that a person looks at while waiting. */
  readonly within: string;
  /** A question, as the page repeats it. */
  readonly question: string;
  /** The words of an answer. */
  readonly answer: string;
}

/**
 * Watches the screen while one turn goes on: what is painted when. A change of the page counts in the frame that
 * paints it; movement that says nothing, such as a spinner's, is no change.
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
  /** Whether somebody can look. */
  private isVisible = !document.hidden;
  private finish: (() => void) | undefined;

  constructor(
    readonly record: VitalsRecord,
    private readonly message: string | undefined,
    private readonly selectors: Selectors,
    private readonly clock: PaintClock,
  ) {
    this.observer = new MutationObserver(() => {
      this.onChange();
    });
    const { body } = document;
    this.observer.observe(document.querySelector(selectors.within) ?? body, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    this.awaitPaint();
  }

  /** The page is about to be told of an event. */
  onEvent(event: TurnEvent): void {
    // What changed before is not because of this.
    if (this.observer.takeRecords().length > 0) this.onChange();
    if (event.type === 'start') {
      this.record.turnId = event.turn_id;
      return;
    }
    this.hasEvent = true;
    if (event.type === 'text') this.hasText = true;
    // What comes of it is timed by the very frame that shows it. Once words are there only silences are measured, and
    // a frame for each event would be a frame for nothing.
    if (this.record.firstTextMs === undefined && !this.record.hidden) this.awaitPaint();
  }

  /** The last event was heard: calls back once its paint is over, or at once where nobody can look. */
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

  /** Nobody can look any more. */
  onHidden(): void {
    this.closeSilence();
    this.isVisible = false;
    this.record.hidden = true;
    this.finish?.();
  }

  /** Somebody can look again. */
  onVisible(): void {
    this.isVisible = true;
    this.record.changedAtMs = this.clock.now();
  }

  /** Counts the silence that is under way as if it ended now. */
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
