import { listen, type Release } from '../client/environment.js';

/** Twenty times a second: reading gains nothing from more. */
export const repaintMs = 50;

/** What a frame may come early by, and still be the one that was waited for. */
export const slackMs = 8;

/** When the page is painted next. */
export interface Frames {
  /**
   * Calls back before the next paint, or soon where nothing is painted.
   *
   * @param patient whether the paint may be a later one, so that there are no more than one every `repaintMs`
   */
  request(callback: () => void, patient: boolean): Release;
  /** Tells when the page is hidden, and painting stops. */
  onHidden(listener: () => void): Release;
}

/** When this page last showed something that was waited for. */
let shownAtMs = -Infinity;

/** The frames of this page. A hidden page has none, and gets its callback from a timer. */
export const pageFrames: Frames = {
  request(callback, patient) {
    if (typeof requestAnimationFrame === 'undefined' || document.hidden) {
      const timer = setTimeout(callback, 0);
      return () => {
        clearTimeout(timer);
      };
    }
    let frame = 0;
    const ask = (): void => {
      frame = requestAnimationFrame(() => {
        shownAtMs = performance.now();
        callback();
      });
    };
    const waitMs = patient ? shownAtMs + repaintMs - slackMs - performance.now() : 0;
    const timer = waitMs > 0 ? setTimeout(ask, waitMs) : undefined;
    if (timer === undefined) ask();
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  },
  onHidden(listener) {
    return listen(
      typeof document === 'undefined' ? undefined : document,
      'visibilitychange',
      () => {
        if (document.hidden) listener();
      },
    );
  },
};

/** Calls a listener at most once a frame, however often something changed in between. */
export class FrameBatch {
  #cancel: Release | undefined;
  /** Whether only growth waits. */
  #patient = false;

  readonly #frames: Frames;
  readonly #listener: () => void;

  constructor(frames: Frames, listener: () => void) {
    this.#frames = frames;
    this.#listener = listener;
  }

  /** Something changed: the listener is due at the next frame. */
  soon(): void {
    this.#request(false);
  }

  /** There is more of what is shown: the listener is due at the next frame that is for that. */
  grew(): void {
    this.#request(true);
  }

  /** Calls the listener at once, for what it is owed and what just changed. */
  now(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#listener();
  }

  /** Calls the listener only if a change is waiting for its frame. */
  flush(): void {
    if (this.#cancel !== undefined) this.now();
  }

  #request(patient: boolean): void {
    if (this.#cancel !== undefined && (patient || !this.#patient)) return;
    this.#cancel?.();
    this.#patient = patient;
    this.#cancel = this.#frames.request(() => {
      this.now();
    }, patient);
  }
}
