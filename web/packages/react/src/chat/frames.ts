import { listen, type Release } from '../client/environment.js';

/** When the page is painted next. */
export interface Frames {
  /** Calls back before the next paint, or soon where nothing is painted. */
  request(callback: () => void): Release;
  /** Tells when the page is hidden, and painting stops. */
  onHidden(listener: () => void): Release;
}

/** The frames of this page. A hidden page has none, and gets its callback from a timer. */
export const pageFrames: Frames = {
  request(callback) {
    if (typeof requestAnimationFrame === 'undefined' || document.hidden) {
      const timer = setTimeout(callback, 0);
      return () => {
        clearTimeout(timer);
      };
    }
    const frame = requestAnimationFrame(callback);
    return () => {
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

  readonly #frames: Frames;
  readonly #listener: () => void;

  constructor(frames: Frames, listener: () => void) {
    this.#frames = frames;
    this.#listener = listener;
  }

  /** Something changed: the listener is due at the next frame. */
  soon(): void {
    this.#cancel ??= this.#frames.request(() => {
      this.now();
    });
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
}
