import { beforeEach, describe, expect, it } from 'vitest';

import { FrameBatch } from '../../src/chat/frames.js';
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
});
