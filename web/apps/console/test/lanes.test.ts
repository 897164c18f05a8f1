import { describe, expect, it } from 'vitest';

import { announcementOf } from '../src/playground/announcement.js';
import { axisOf, laneOf, silenceMs, ticksOf } from '../src/playground/lanes.js';
import type { ScreenTimings } from '../src/playground/screen-recorder.js';

const begun: ScreenTimings = {
  feedbackMs: 100,
  longestSilenceMs: 100,
  silenceFromMs: 0,
  lastMs: 100,
  stretches: [{ kind: 'words', fromMs: 100, toMs: 100 }],
};
const ended: ScreenTimings = {
  ...begun,
  firstTextMs: 1_300,
  longestSilenceMs: 1_200,
  silenceFromMs: 100,
  lastMs: 6_000,
  totalMs: 6_000,
};
const waiting = laneOf(undefined, 0);

describe('a lane', () => {
  it('counts a silence that still lasts', () => {
    expect(silenceMs(laneOf(begun, 150))).toBe(100);
    expect(laneOf(begun, 4_000).silence).toEqual({ fromMs: 100, toMs: 4_000 });
  });

  it('is silent from the click until the screen has shown something', () => {
    expect(laneOf(undefined, 700).silence).toEqual({ fromMs: 0, toMs: 700 });
    expect(silenceMs(waiting)).toBeUndefined();
  });

  it('stands still at its end, while the other side runs', () => {
    const lane = laneOf(ended, 60_000);

    expect(lane).toMatchObject({ untilMs: 6_000, ended: true });
    expect(silenceMs(lane)).toBe(1_200);
  });
});

describe('the shared axis', () => {
  it('has room for the longer side, in whole steps', () => {
    expect(axisOf([waiting, waiting])).toEqual({ endMs: 6_000, stepMs: 1_000 });
    expect(axisOf([laneOf(ended, 0), laneOf(begun, 14_000)])).toEqual({
      endMs: 16_000,
      stepMs: 2_000,
    });
    expect(axisOf([laneOf(begun, 600_000), waiting]).endMs).toBe(720_000);
  });

  it('has a tick at each step', () => {
    expect(ticksOf({ endMs: 4_000, stepMs: 2_000 })).toEqual([0, 2_000, 4_000]);
  });
});

describe('an announcement', () => {
  it('follows the steps of a run, and compares the silences at its end', () => {
    const lanes = { plain: laneOf(begun, 1_000), firstword: laneOf(ended, 0) };

    expect(announcementOf({ plain: waiting, firstword: waiting }, false)).toBeUndefined();
    expect(announcementOf(lanes, true)).toBe(
      'Both sides are running. Firstword: first text after 1.3 s.',
    );
    expect(
      announcementOf(
        { plain: laneOf({ ...ended, longestSilenceMs: 5_900 }, 0), firstword: lanes.firstword },
        false,
      ),
    ).toContain('5.9 s with the spinner, 1.2 s with Firstword');
  });
});
