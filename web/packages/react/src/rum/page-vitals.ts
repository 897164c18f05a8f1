import { isTerminal, type NumberedEvent } from '../client/events.js';
import { Refusal } from '../client/failures.js';
import { KeptRecords } from './kept-records.js';
import { isSame, type Press, Presses } from './presses.js';
import { pageTime, type ScreenTime } from './screen-time.js';
import { type Destination, sendVitals } from './send-vitals.js';
import { type Places, TurnWatch } from './turn-watch.js';
import { newRecord, type VitalsRecord, vitalsOf } from './vitals-record.js';

/** How turns are measured, and where it is told. */
export interface VitalsOptions extends Partial<Places>, Destination {
  /** The share of turns that is measured, from 0 to 1; absent: all. */
  readonly sample?: number;
  /** A test brings its own. */
  readonly time?: ScreenTime;
}

type Events = AsyncGenerator<NumberedEvent, void, undefined>;

/** A turn that is being watched, and what began it. */
interface Watched {
  readonly watch: TurnWatch;
  readonly press: Press | undefined;
}

/** All turns of this page that are measured. */
export class PageVitals {
  private readonly watched = new Set<Watched>();
  private readonly kept: KeptRecords;
  private readonly time: ScreenTime;
  private readonly places: Places;
  private readonly presses: Presses;

  constructor(private readonly options: VitalsOptions) {
    const { time = pageTime, within = 'body', question, answer } = options;
    this.time = time;
    this.kept = new KeptRecords(options.baseUrl ?? '');
    this.places = {
      within,
      question: question ?? '.fw-user-message',
      answer: answer ?? '.fw-answer .fw-markdown',
    };
    this.presses = new Presses(time, (press) => {
      for (const { watch, press: first } of this.watched) {
        if (isSame(first, press)) watch.record.duplicateClicks += 1;
      }
    });
    document.addEventListener('visibilitychange', () => {
      for (const { watch } of this.watched) {
        if (document.hidden) watch.hide();
        else watch.show();
      }
    });
    window.addEventListener('pagehide', () => {
      for (const { watch } of this.watched) {
        watch.closeSilence();
        this.leave(watch);
      }
    });
  }

  /** A turn begins, or a reloaded page asks for it again. */
  begin(key: string, message: string): TurnWatch | undefined {
    const press = this.presses.take();
    const known = this.take((record) => record.key === key);
    if (known === undefined && placeOf(key) >= (this.options.sample ?? 1)) return undefined;
    return this.watch(known ?? newRecord(key, press?.atMs ?? this.time.now()), message, press);
  }

  /** A turn is followed that may have begun on this page before. */
  takeUp(turnId: string): TurnWatch | undefined {
    const known = this.take((record) => record.turnId === turnId);
    return known === undefined ? undefined : this.watch(known, undefined, undefined);
  }

  /** Hands a turn's events on, and watches what comes of them. */
  through(watch: TurnWatch | undefined, events: Events): Events {
    return watch === undefined ? events : this.heard(watch, events);
  }

  private async *heard(watch: TurnWatch, events: Events): Events {
    let unfinished = true;
    try {
      for await (const numbered of events) {
        watch.hear(numbered.event);
        if (isTerminal(numbered.event)) {
          unfinished = false;
          watch.end(() => {
            this.end(watch);
          });
        }
        yield numbered;
      }
    } catch (failure) {
      if (failure instanceof Refusal && watch.record.turnId === undefined) {
        unfinished = false;
        this.forget(watch);
      }
      throw failure;
    } finally {
      if (unfinished && this.forget(watch)) {
        watch.hide();
        this.leave(watch);
      }
    }
  }

  private end(watch: TurnWatch): void {
    this.forget(watch);
    this.kept.take(({ key }) => key === watch.record.key);
    this.tell(watch.record, false);
  }

  /** The end is not seen, so far. A reload, or another attempt, takes the turn up again. */
  private leave(watch: TurnWatch): void {
    this.kept.put(watch.record);
    this.tell(watch.record, true);
  }

  private take(isIt: (record: VitalsRecord) => boolean): VitalsRecord | undefined {
    for (const { watch } of this.watched) {
      if (isIt(watch.record)) {
        this.forget(watch);
        return watch.record;
      }
    }
    const kept = this.kept.take(isIt);
    if (kept !== undefined && (kept.hidden || !this.time.wasReloaded())) {
      // Whoever went elsewhere and came back has not waited meanwhile.
      kept.hidden = true;
      kept.changedAtMs = this.time.now();
    }
    return kept;
  }

  private watch(
    record: VitalsRecord,
    message: string | undefined,
    press: Press | undefined,
  ): TurnWatch {
    const watch = new TurnWatch(record, message, this.places, this.time);
    this.watched.add({ watch, press });
    return watch;
  }

  /** @returns whether it was still watched */
  private forget(watch: TurnWatch): boolean {
    for (const watched of this.watched) {
      if (watched.watch === watch) {
        watch.stop();
        return this.watched.delete(watched);
      }
    }
    return false;
  }

  private tell(record: VitalsRecord, abandoned: boolean): void {
    const vitals = vitalsOf(record, abandoned);
    if (vitals === undefined) return;
    void sendVitals(vitals, this.options);
  }
}

/** Where a key lies among all, from 0 up to 1: a turn is measured on each page that asks for it, or on none. */
function placeOf(key: string): number {
  let hash = 2_166_136_261;
  for (const character of key) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  }
  return (hash >>> 0) / 2 ** 32;
}
