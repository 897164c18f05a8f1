import type { TurnEvent } from '../client/events.js';
import type { ScreenTime } from './screen-time.js';
import type { VitalsRecord } from './vitals-record.js';

/** Where on the page turns are shown, as selectors. */
export interface Places {
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
export class TurnWatch {
  private readonly observer: MutationObserver;
  private spoken = false;
  private written = false;
  private changed = false;
  private changedSinceSpoken = false;
  private changedSinceWritten = false;
  private waiting = false;
  private over = false;
  /** Whether somebody can look. */
  private looking = !document.hidden;
  private finish: (() => void) | undefined;

  constructor(
    readonly record: VitalsRecord,
    private readonly message: string | undefined,
    private readonly places: Places,
    private readonly time: ScreenTime,
  ) {
    this.observer = new MutationObserver(() => {
      this.noteChange();
    });
    const { body } = document;
    this.observer.observe(document.querySelector(places.within) ?? body, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    this.awaitPaint();
  }

  /** The page is about to be told of an event. */
  hear(event: TurnEvent): void {
    // What changed before is not because of this.
    if (this.observer.takeRecords().length > 0) this.noteChange();
    if (event.type === 'start') {
      this.record.turnId = event.turn_id;
      return;
    }
    this.spoken = true;
    if (event.type === 'text') this.written = true;
    // What comes of it is timed by the very frame that shows it. Once words are there only silences are measured, and
    // a frame for each event would be a frame for nothing.
    if (this.record.firstTextMs === undefined && !this.record.hidden) this.awaitPaint();
  }

  /** The last event was heard: calls back once its paint is over, or at once where nobody can look. */
  end(callback: () => void): void {
    this.finish = () => {
      if (this.over) return;
      this.stop();
      callback();
    };
    if (!this.looking) {
      this.finish();
      return;
    }
    this.time.afterPaint(() => {
      this.painted();
      const { record } = this;
      if (!record.hidden) record.totalMs = this.time.now() - record.clickedAtMs;
      this.finish?.();
    });
  }

  /** Nobody can look any more. */
  hide(): void {
    this.closeSilence();
    this.looking = false;
    this.record.hidden = true;
    this.finish?.();
  }

  /** Somebody can look again. */
  show(): void {
    this.looking = true;
    this.record.changedAtMs = this.time.now();
  }

  /** Counts the silence that is under way as if it ended now. */
  closeSilence(): void {
    if (!this.looking) return;
    const { record } = this;
    const silenceMs = this.time.now() - record.changedAtMs;
    record.longestSilenceMs = Math.max(record.longestSilenceMs, silenceMs);
  }

  stop(): void {
    this.over = true;
    this.observer.disconnect();
  }

  private noteChange(): void {
    this.changed = true;
    this.changedSinceSpoken ||= this.spoken;
    this.changedSinceWritten ||= this.written;
    this.awaitPaint();
  }

  private awaitPaint(): void {
    if (this.waiting || this.over) return;
    this.waiting = true;
    this.time.afterPaint(() => {
      this.waiting = false;
      if (!this.over) this.painted();
    });
  }

  private painted(): void {
    const { record } = this;
    if (!this.changed || !this.looking) return;
    this.changed = false;
    this.closeSilence();
    record.changedAtMs = this.time.now();
    if (record.hidden) return;
    const atMs = record.changedAtMs - record.clickedAtMs;
    if (record.echoMs === undefined && this.showsQuestion()) record.echoMs = atMs;
    if (this.changedSinceSpoken) record.feedbackMs ??= atMs;
    if (record.firstTextMs === undefined && this.changedSinceWritten && this.showsAnswer()) {
      record.firstTextMs = atMs;
    }
  }

  private showsQuestion(): boolean {
    const { message } = this;
    return message !== undefined && this.last(this.places.question).includes(message.trim());
  }

  private showsAnswer(): boolean {
    return this.last(this.places.answer).trim() !== '';
  }

  private last(selector: string): string {
    return [...document.querySelectorAll(selector)].at(-1)?.textContent ?? '';
  }
}
