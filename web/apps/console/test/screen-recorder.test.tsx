import { act } from '@testing-library/react';
import { expect, it } from 'vitest';

import { ScreenRecorder, type ScreenTimings } from '../src/playground/screen-recorder.js';

it('does not take a clock that ticks for something new', async () => {
  document.body.innerHTML = '<main><p><b>Reading</b> <i role="timer">0 s</i></p></main>';
  const main = document.querySelector('main');
  if (main === null) throw new Error('not shown');
  let nowMs = 0;
  const painting: (() => void)[] = [];
  let seen: ScreenTimings = { stretches: [] };
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

it('takes a spinner for silence, and joins text that grows without a pause', async () => {
  document.body.innerHTML =
    '<main><div class="fw-answer"><i class="spinner"></i><div class="fw-markdown"></div></div></main>';
  const main = document.querySelector('main');
  const answer = document.querySelector('.fw-markdown');
  if (main === null || answer === null) throw new Error('not shown');
  let nowMs = 0;
  const painting: (() => void)[] = [];
  let seen: ScreenTimings = { stretches: [] };
  const clock = {
    now: () => nowMs,
    afterPaint(callback: () => void) {
      painting.push(callback);
    },
  };
  const paintAt = async (atMs: number, text?: string): Promise<void> => {
    if (text !== undefined) answer.textContent = text;
    await act(() => Promise.resolve());
    nowMs = atMs;
    for (const callback of painting.splice(0)) callback();
  };
  const recorder = new ScreenRecorder(main, 0, clock, (timings) => {
    seen = timings;
  });
  await paintAt(50);
  expect(seen.feedbackMs).toBeUndefined();

  await paintAt(2_000, 'One');
  await paintAt(2_300, 'One two');
  await paintAt(3_000, 'One two three');
  recorder.end();
  await paintAt(3_100);

  expect(seen).toEqual({
    feedbackMs: 2_000,
    firstTextMs: 2_000,
    longestSilenceMs: 2_000,
    silenceFromMs: 0,
    lastMs: 3_100,
    totalMs: 3_100,
    stretches: [
      { kind: 'text', fromMs: 2_000, toMs: 2_300 },
      { kind: 'text', fromMs: 3_000, toMs: 3_000 },
    ],
  });
});
