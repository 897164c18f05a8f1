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
    const visible = platform.document?.hidden === false;
    let frame = 0;
    const requestFrame = (): void => {
      if (visible) frame = requestAnimationFrame(callback);
      else callback();
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (visible && delayMs <= 0) requestFrame();
    else timer = setTimeout(requestFrame, visible ? delayMs : 0);
    return () => {
      clearTimeout(timer);
      if (frame > 0) cancelAnimationFrame(frame);
    };
  },
  onHidden(listener) {
    return listen(platform.document, 'visibilitychange', () => {
      if (document.hidden) listener();
    });
  },
};
