import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FrameBatch, pageFrames } from '../../src/pacing/frames.js';
import { FakeFrames } from '../fakes/fake-frames.js';

describe('FrameBatch', () => {
  let frames: FakeFrames;
  let calls: number;
  let batch: FrameBatch;

  beforeEach(() => {
    frames = new FakeFrames();
    calls = 0;
    batch = new FrameBatch(frames, () => {
      calls += 1;
    });
  });

  it('calls once a frame, however much has changed', () => {
    batch.soon();
    batch.soon();
    expect(calls).toBe(0);

    frames.paint();

    expect(calls).toBe(1);
  });

  it('calls at once where something cannot wait, and not again for the same frame', () => {
    batch.soon();

    batch.now();
    frames.paint();

    expect(calls).toBe(1);
  });

  it('hands out what waits when there will be no frame', () => {
    batch.soon();

    batch.flush();
    batch.flush();

    expect(calls).toBe(1);
  });

  it('does not let anything else wait with a text that has grown', () => {
    batch.grew();
    batch.soon();
    batch.grew();

    expect(frames.asked).toEqual([true, false]);
    frames.paint();
    expect(calls).toBe(1);
  });
});

describe('the frames of a page', () => {
  let sinceMs = 0;

  beforeEach(() => {
    vi.useFakeTimers();
    // The page's clock does not begin anew with each test.
    sinceMs += 10_000;
    vi.advanceTimersByTime(sinceMs);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are at most twenty a second for a text that grows', () => {
    let shown = 0;
    const ask = (): void => {
      pageFrames.request(() => {
        shown += 1;
        ask();
      }, true);
    };

    ask();
    vi.advanceTimersByTime(1_000);

    expect(shown).toBeGreaterThanOrEqual(18);
    expect(shown).toBeLessThanOrEqual(21);
  });

  it('are the next ones for everything else, and for what comes after a pause', () => {
    const frameMs = 17;
    const shown: string[] = [];
    const ask = (name: string, patient: boolean): void => {
      pageFrames.request(() => shown.push(name), patient);
    };

    ask('first words', true);
    vi.advanceTimersByTime(frameMs);
    ask('more words', true);
    ask('a notice', false);
    vi.advanceTimersByTime(frameMs);

    expect(shown).toEqual(['first words', 'a notice']);
  });

  it('do not come for what was taken back', () => {
    let shown = 0;
    const show = (): void => {
      shown += 1;
    };
    pageFrames.request(show, false);
    vi.advanceTimersByTime(17);
    const release = pageFrames.request(show, true);

    release();
    vi.advanceTimersByTime(200);

    expect(shown).toBe(1);
  });
});
