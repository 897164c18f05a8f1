import type { Release } from '../../src/client/index.js';
import type { Frames } from '../../src/pacing/page-frames.js';

/** A page that paints on command of a test. Its clock is frozen, so every repaint is due. */
export class FakeFrames implements Frames {
  /** The number of frames requested so far. */
  requests = 0;
  private readonly callbacks = new Set<() => void>();
  private readonly hiddenListeners = new Set<() => void>();

  now(): number {
    return 0;
  }

  request(callback: () => void): Release {
    this.requests += 1;
    this.callbacks.add(callback);
    return () => {
      this.callbacks.delete(callback);
    };
  }

  onHidden(listener: () => void): Release {
    this.hiddenListeners.add(listener);
    return () => {
      this.hiddenListeners.delete(listener);
    };
  }

  paint(): void {
    const due = [...this.callbacks];
    this.callbacks.clear();
    for (const callback of due) callback();
  }

  hide(): void {
    for (const listener of this.hiddenListeners) listener();
  }
}
