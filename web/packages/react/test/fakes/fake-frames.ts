import type { Release } from '../../src/client/index.js';
import type { Frames } from '../../src/pacing/frames.js';

/** A page that is painted when a test says so. */
export class FakeFrames implements Frames {
  /** For each request so far, whether it is a patient one. */
  readonly asked: boolean[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly hidden = new Set<() => void>();

  request(callback: () => void, patient: boolean): Release {
    this.asked.push(patient);
    this.waiting.add(callback);
    return () => {
      this.waiting.delete(callback);
    };
  }

  onHidden(listener: () => void): Release {
    this.hidden.add(listener);
    return () => {
      this.hidden.delete(listener);
    };
  }

  paint(): void {
    const due = [...this.waiting];
    this.waiting.clear();
    for (const callback of due) callback();
  }

  hide(): void {
    for (const listener of this.hidden) listener();
  }
}
