import { describe, expect, it } from 'vitest';

import { activityOf, groupByDay } from '../src/conversations/conversation-dates.js';

/** Noon on this device. */
const now = new Date(2026, 10, 30, 12, 0).getTime();

function at(day: number, hour: number, minute: number, month = 10, year = 2026) {
  const time = new Date(year, month, day, hour, minute);
  return { id: time.toString(), title: 'x', updated_at: time.toISOString() };
}

describe('groupByDay', () => {
  it('has a group for today, one for yesterday, and one for all earlier days', () => {
    const groups = groupByDay(
      [at(30, 11, 59), at(30, 0, 0), at(29, 23, 59), at(29, 0, 1), at(28, 23, 59), at(1, 1, 1)],
      now,
      'Earlier',
    );

    expect(groups.map(({ title, conversations }) => [title, conversations.length])).toEqual([
      ['Today', 2],
      ['Yesterday', 2],
      ['Earlier', 2],
    ]);
  });

  it('counts the future of a device with a wrong clock as today', () => {
    expect(groupByDay([at(2, 0, 0, 11)], now, 'Earlier')[0]?.title).toBe('Today');
  });

  it('leaves out days without a conversation', () => {
    expect(groupByDay([at(3, 0, 0)], now, 'Earlier').map(({ title }) => title)).toEqual([
      'Earlier',
    ]);
    expect(groupByDay([], now, 'Earlier')).toEqual([]);
  });
});

describe('activityOf', () => {
  it.each([
    [at(30, 9, 5), '09:05'],
    [at(29, 23, 59), '23:59'],
    [at(3, 9, 5), 'Nov 3'],
    [at(3, 9, 5, 10, 2024), 'Nov 3, 2024'],
  ])('is the time of a recent day, or the day', (conversation, shown) => {
    expect(activityOf(conversation, now)).toBe(shown);
  });
});
