import { beforeEach, describe, expect, it } from 'vitest';

import { Stickiness } from '../../src/scroll/stickiness.js';

const clientHeight = 400;

describe('Stickiness', () => {
  let stickiness: Stickiness;
  let scrollHeight: number;

  beforeEach(() => {
    stickiness = new Stickiness();
    scrollHeight = 1000;
    laidOutAt(600);
  });

  function laidOutAt(top: number): void {
    stickiness.onLayout({ top, scrollHeight, clientHeight });
  }

  function scrolledTo(top: number): void {
    stickiness.onScroll({ top, scrollHeight, clientHeight });
  }

  it('sticks from the beginning', () => {
    expect(stickiness.isSticking).toBe(true);
  });

  it('stops following as soon as the reader scrolls up', () => {
    scrolledTo(590);

    expect(stickiness.isSticking).toBe(false);
  });

  it('sticks again when the reader returns to within 70 pixels of the end', () => {
    scrolledTo(300);

    scrolledTo(529);
    expect(stickiness.isSticking).toBe(false);
    scrolledTo(530);

    expect(stickiness.isSticking).toBe(true);
  });

  it('does not follow when the reader scrolls up within 70 pixels of the end', () => {
    scrolledTo(590);
    scrolledTo(580);

    expect(stickiness.isSticking).toBe(false);
  });

  it('does not mistake a burst of growth for a scroll', () => {
    scrollHeight = 5000;
    scrolledTo(600);

    expect(stickiness.isSticking).toBe(true);
  });

  it('does not mistake shrinking content for a scroll', () => {
    scrollHeight = 700;
    scrolledTo(300);

    expect(stickiness.isSticking).toBe(true);
  });

  it('stops following when the reader selects text or turns the wheel', () => {
    stickiness.release();

    expect(stickiness.isSticking).toBe(false);
  });

  it('does not follow while content grows below', () => {
    scrolledTo(300);
    scrollHeight = 2000;
    laidOutAt(300);

    expect(stickiness.isSticking).toBe(false);
  });

  it('sticks again when the reader asks for the newest words', () => {
    scrolledTo(300);

    stickiness.stick();

    expect(stickiness.isSticking).toBe(true);
  });
});
