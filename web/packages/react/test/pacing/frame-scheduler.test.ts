import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { flushIfDue, FrameScheduler } from '../../src/pacing/frame-scheduler.js';
import { pageFrames } from '../../src/pacing/page-frames.js';
import { FakeFrames } from '../fakes/fake-frames.js';

describe('FrameScheduler', () => {
  let frames: FakeFrames;
  let repaints: number;
  let scheduler: FrameScheduler;

  beforeEach(() => {
    frames = new FakeFrames();
    repaints = 0;
    scheduler = new FrameScheduler(frames, () => {
      repaints += 1;
    });
  });

  it('repaints once a frame, however much has changed', () => {
    scheduler.schedule();
    scheduler.schedule();
    expect(repaints).toBe(0);

    frames.paint();

    expect(repaints).toBe(1);
  });

  it('repaints at once when flushed, and not again in the frame that was scheduled', () => {
    scheduler.schedule();

    scheduler.flush();
    frames.paint();

    expect(repaints).toBe(1);
  });

  it('flushes what is scheduled when the page is hidden', () => {
    const release = scheduler.flushWhenHidden();
    scheduler.schedule();

    frames.hide();
    frames.hide();

    expect(repaints).toBe(1);
    release();
  });

  it('repaints nothing that was cancelled', () => {
    scheduler.schedule();

    scheduler.cancel();
    frames.paint();

    expect(repaints).toBe(0);
  });

  it('does not delay a change because a text has grown', () => {
    scheduler.schedule(true);
    scheduler.schedule();
    scheduler.schedule(true);

    expect(frames.requests).toBe(2);
    frames.paint();
    expect(repaints).toBe(1);
  });
});

describe('FrameScheduler on a page', () => {
  const frameMs = 17;
  let repaints: number;
  let scheduler: FrameScheduler;

  beforeEach(() => {
    vi.useFakeTimers();
    repaints = 0;
    scheduler = new FrameScheduler(pageFrames, () => {
      repaints += 1;
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('repaints a growing text at most twenty times a second', () => {
    for (let elapsedMs = 0; elapsedMs < 1_000; elapsedMs += 10) {
      scheduler.schedule(true);
      vi.advanceTimersByTime(10);
    }

    expect(repaints).toBeGreaterThanOrEqual(17);
    expect(repaints).toBeLessThanOrEqual(21);
  });

  it('repaints a text that grows after a pause in the next frame', () => {
    scheduler.flush();
    vi.advanceTimersByTime(60);

    scheduler.schedule(true);
    vi.advanceTimersByTime(frameMs);

    expect(repaints).toBe(2);
  });

  it('repaints any other change in the next frame, even right after a repaint', () => {
    scheduler.flush();

    scheduler.schedule(true);
    vi.advanceTimersByTime(frameMs);
    expect(repaints).toBe(1);
    scheduler.schedule();
    vi.advanceTimersByTime(frameMs);

    expect(repaints).toBe(2);
  });

  it('repaints nothing that was cancelled while it waited for its interval', () => {
    scheduler.flush();
    scheduler.schedule(true);

    scheduler.cancel();
    vi.advanceTimersByTime(200);

    expect(repaints).toBe(1);
  });

  it('repaints at once when an interval has passed, and waits for it otherwise', () => {
    flushIfDue(scheduler);
    flushIfDue(scheduler);
    expect(repaints).toBe(1);

    vi.advanceTimersByTime(80);

    expect(repaints).toBe(2);
  });
});
