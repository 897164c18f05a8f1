import { act } from '@testing-library/react';
import { expect, it } from 'vitest';

import { ScreenRecorder, type ScreenTimings } from '../src/playground/screen-recorder.js';

it('does not take a clock that ticks for something new', async () => {
  document.body.innerHTML = '<main><p><b>Reading</b> <i role="timer">0 s</i></p></main>';
  const main = document.querySelector('main');
  if (main === null) throw new Error('not shown');
  let nowMs = 0;
  const painting: (() => void)[] = [];
  let seen: ScreenTimings = {};
  const clock = {
    now: () => nowMs,
    afterPaint(callback: () => void) {
      painting.push(callback);
    },
  };
  const paintAt = async (atMs: number): Promise<void> => {
    await act(() => Promise.resolve());
    nowMs = atMs;
    for (const callback of painting.splice(0)) callback();
  };
  const recorder = new ScreenRecorder(main, 0, clock, (timings) => {
    seen = timings;
  });
  await paintAt(100);

  for (const second of [1, 2, 3]) {
    const timer = document.querySelector('i');
    if (timer !== null) timer.textContent = `${String(second)} s`;
    await paintAt(second * 1_000);
  }
  expect(seen.longestSilenceMs).toBe(100);
  const headline = document.querySelector('b');
  if (headline !== null) headline.textContent = 'Comparing';
  await paintAt(4_000);

  expect(seen.longestSilenceMs).toBe(3_900);
  recorder.stop();
});
