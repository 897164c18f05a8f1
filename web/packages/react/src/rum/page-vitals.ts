import { isTerminal, type NumberedEvent } from '../client/events.js';
import { ProblemError } from '../client/errors.js';
import { VitalsStore } from './vitals-store.js';
import { isSameInteraction, type Interaction, InteractionTracker } from './interaction-tracker.js';
import { pageClock, type PaintClock } from './paint-clock.js';
import { type VitalsEndpoint, sendVitals } from './send-vitals.js';
import { type Selectors, TurnObserver } from './turn-observer.js';
import { newRecord, type VitalsRecord, vitalsOf } from './vitals-record.js';

/** How turns are measured, and where measurements are sent. */
export interface VitalsOptions extends Partial<Selectors>, VitalsEndpoint {
  /** The share of turns to measure, from 0 to 1. Defaults to all. */
  readonly sample?: number;
  /** Tests replace it. */
  readonly clock?: PaintClock;
}

type Events = AsyncGenerator<NumberedEvent, void, undefined>;

/** A turn under observation, and the interaction that started it. */
interface ObservedTurn {
  readonly observer: TurnObserver;
  readonly interaction: Interaction | undefined;
}

/** Measures the turns of this page. */
export class PageVitals {
  private readonly observed = new Set<ObservedTurn>();
  private readonly store: VitalsStore;
  private readonly clock: PaintClock;
  private readonly selectors: Selectors;
  private readonly interactions: InteractionTracker;

  constructor(private readonly options: VitalsOptions) {
    const { clock = pageClock, within = 'body', question, answer } = options;
    this.clock = clock;
    this.store = new VitalsStore(options.baseUrl ?? '');
    this.selectors = {
      within,
      question: question ?? '.fw-user-message',
      answer: answer ?? '.fw-answer .fw-markdown',
    };
    this.interactions = new InteractionTracker(clock, (press) => {
      for (const { observer, interaction: first } of this.observed) {
        if (isSameInteraction(first, press)) observer.record.duplicateClicks += 1;
      }
    });
    document.addEventListener('visibilitychange', () => {
      for (const { observer } of this.observed) {
        if (document.hidden) observer.onHidden();
        else observer.onVisible();
      }
    });
    window.addEventListener('pagehide', () => {
      for (const { observer } of this.observed) {
        observer.closeSilence();
        this.abandon(observer);
      }
    });
  }

  /** A turn starts, or a reloaded page sends its request again. */
  begin(key: string, message: string): TurnObserver | undefined {
    const press = this.interactions.take();
    const known = this.takeRecord((record) => record.key === key);
    if (known === undefined && sampleHash(key) >= (this.options.sample ?? 1)) return undefined;
    return this.createObserver(
      known ?? newRecord(key, press?.atMs ?? this.clock.now()),
      message,
      press,
    );
  }

  /** A turn is followed that may have started on this page earlier. */
  resume(turnId: string): TurnObserver | undefined {
    const known = this.takeRecord((record) => record.turnId === turnId);
    return known === undefined ? undefined : this.createObserver(known, undefined, undefined);
  }

  /** Passes a turn's events on, and observes their effect on the screen. */
  observe(observer: TurnObserver | undefined, events: Events): Events {
    return observer === undefined ? events : this.observeEvents(observer, events);
  }

  private async *observeEvents(observer: TurnObserver, events: Events): Events {
    let unfinished = true;
    try {
      for await (const numbered of events) {
        observer.onEvent(numbered.event);
        if (isTerminal(numbered.event)) {
          unfinished = false;
          observer.end(() => {
            this.end(observer);
          });
        }
        yield numbered;
      }
    } catch (failure) {
      if (failure instanceof ProblemError && observer.record.turnId === undefined) {
        unfinished = false;
        this.forget(observer);
      }
      throw failure;
    } finally {
      if (unfinished && this.forget(observer)) {
        observer.onHidden();
        this.abandon(observer);
      }
    }
  }

  private end(observer: TurnObserver): void {
    this.forget(observer);
    this.store.take(({ key }) => key === observer.record.key);
    this.send(observer.record, false);
  }

  /** The end was not seen. A reload, or another attempt, resumes the measurement. */
  private abandon(observer: TurnObserver): void {
    this.store.put(observer.record);
    this.send(observer.record, true);
  }

  private takeRecord(matches: (record: VitalsRecord) => boolean): VitalsRecord | undefined {
    for (const { observer } of this.observed) {
      if (matches(observer.record)) {
        this.forget(observer);
        return observer.record;
      }
    }
    const kept = this.store.take(matches);
    if (kept !== undefined && (kept.hidden || !this.clock.wasReloaded())) {
      // A user who navigated away and came back was not waiting in between.
      kept.hidden = true;
      kept.changedAtMs = this.clock.now();
    }
    return kept;
  }

  private createObserver(
    record: VitalsRecord,
    message: string | undefined,
    press: Interaction | undefined,
  ): TurnObserver {
    const observer = new TurnObserver(record, message, this.selectors, this.clock);
    this.observed.add({ observer, interaction: press });
    return observer;
  }

  /** @returns whether it was still observed */
  private forget(observer: TurnObserver): boolean {
    for (const entry of this.observed) {
      if (entry.observer === observer) {
        observer.stop();
        return this.observed.delete(entry);
      }
    }
    return false;
  }

  private send(record: VitalsRecord, abandoned: boolean): void {
    const vitals = vitalsOf(record, abandoned);
    if (vitals === undefined) return;
    void sendVitals(vitals, this.options);
  }
}

/** Hashes a key to a number from 0 up to 1: a turn is measured on every page that requests it, or on none. */
function sampleHash(key: string): number {
  let hash = 2_166_136_261;
  for (const character of key) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  }
  return (hash >>> 0) / 2 ** 32;
}
