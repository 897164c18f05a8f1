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
    const { clock: time = pageClock, within = 'body', question, answer } = options;
    this.clock = time;
    this.store = new VitalsStore(options.baseUrl ?? '');
    this.selectors = {
      within,
      question: question ?? '.fw-user-message',
      answer: answer ?? '.fw-answer .fw-markdown',
    };
    this.interactions = new InteractionTracker(time, (press) => {
      for (const { observer: createObserver, interaction: first } of this.observed) {
        if (isSameInteraction(first, press)) createObserver.record.duplicateClicks += 1;
      }
    });
    document.addEventListener('visibilitychange', () => {
      for (const { observer: watch } of this.observed) {
        if (document.hidden) watch.onHidden();
        else watch.onVisible();
      }
    });
    window.addEventListener('pagehide', () => {
      for (const { observer: watch } of this.observed) {
        watch.closeSilence();
        this.abandon(watch);
      }
    });
  }

  /** A turn starts, or a reloaded page sends its request again. */
  begin(key: string, message: string): TurnObserver | undefined {
    const press = this.interactions.take();
    const known = this.takeRecord((record) => record.key === key);
    if (known === undefined && sampleHash(key) >= (this.options.sample ?? 1)) return undefined;
    return this.watch(known ?? newRecord(key, press?.atMs ?? this.clock.now()), message, press);
  }

  /** A turn is followed that may have started on this page earlier. */
  resume(turnId: string): TurnObserver | undefined {
    const known = this.takeRecord((record) => record.turnId === turnId);
    return known === undefined ? undefined : this.watch(known, undefined, undefined);
  }

  /** Passes a turn's events on, and observes their effect on the screen. */
  observe(watch: TurnObserver | undefined, events: Events): Events {
    return watch === undefined ? events : this.observeEvents(watch, events);
  }

  private async *observeEvents(watch: TurnObserver, events: Events): Events {
    let unfinished = true;
    try {
      for await (const numbered of events) {
        watch.onEvent(numbered.event);
        if (isTerminal(numbered.event)) {
          unfinished = false;
          watch.end(() => {
            this.end(watch);
          });
        }
        yield numbered;
      }
    } catch (failure) {
      if (failure instanceof ProblemError && watch.record.turnId === undefined) {
        unfinished = false;
        this.forget(watch);
      }
      throw failure;
    } finally {
      if (unfinished && this.forget(watch)) {
        watch.onHidden();
        this.abandon(watch);
      }
    }
  }

  private end(watch: TurnObserver): void {
    this.forget(watch);
    this.store.take(({ key }) => key === watch.record.key);
    this.send(watch.record, false);
  }

  /** The end was not seen. A reload, or another attempt, resumes the measurement. */
  private abandon(watch: TurnObserver): void {
    this.store.put(watch.record);
    this.send(watch.record, true);
  }

  private takeRecord(isIt: (record: VitalsRecord) => boolean): VitalsRecord | undefined {
    for (const { observer: watch } of this.observed) {
      if (isIt(watch.record)) {
        this.forget(watch);
        return watch.record;
      }
    }
    const kept = this.store.take(isIt);
    if (kept !== undefined && (kept.hidden || !this.clock.wasReloaded())) {
      // A user who navigated away and came back was not waiting in between.
      kept.hidden = true;
      kept.changedAtMs = this.clock.now();
    }
    return kept;
  }

  private watch(
    record: VitalsRecord,
    message: string | undefined,
    press: Interaction | undefined,
  ): TurnObserver {
    const watch = new TurnObserver(record, message, this.selectors, this.clock);
    this.observed.add({ observer: watch, interaction: press });
    return watch;
  }

  /** @returns whether it was still observed */
  private forget(watch: TurnObserver): boolean {
    for (const watched of this.observed) {
      if (watched.observer === watch) {
        watch.stop();
        return this.observed.delete(watched);
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
