import { listen, platform, type Release } from '../client/environment.js';

/** When the page paints. Tests replace it. */
export interface Frames {
  /** Monotonic time in milliseconds. */
  now(): number;
  /** Calls back in the first animation frame after a delay. A page that paints nothing gets a timer instead. */
  request(callback: () => void, delayMs: number): Release;
  /** Calls the listener when the page is hidden and painting stops. */
  onHidden(listener: () => void): Release;
}

/** The animation frames of this page. */
export const pageFrames: Frames = {
  now: () => performance.now(),
  request(callback, delayMs) {
    if (platform.document?.hidden !== false) {
      const timer = setTimeout(callback, 0);
      return () => {
        clearTimeout(timer);
      };
    }
    let frame = 0;
    const requestFrame = (): void => {
      frame = requestAnimationFrame(callback);
    };
    const timer = delayMs > 0 ? setTimeout(requestFrame, delayMs) : undefined;
    if (timer === undefined) requestFrame();
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  },
  onHidden(listener) {
    return listen(platform.document, 'visibilitychange', () => {
      if (document.hidden) listener();
    });
  },
};
