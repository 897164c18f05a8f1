import { describe, expect, it } from 'vitest';

import { backoffMs, defaultBackoff } from '../../src/client/index.js';

describe('backoffMs', () => {
  it('doubles with each failure in a row', () => {
    const waits = [1, 2, 3, 4].map((failures) => backoffMs(defaultBackoff, failures, 1));

    expect(waits).toEqual([250, 500, 1000, 2000]);
  });

  it('never exceeds its longest wait', () => {
    expect(backoffMs(defaultBackoff, 40, 1)).toBe(defaultBackoff.maxDelayMs);
  });

  it('randomises the upper half', () => {
    expect(backoffMs(defaultBackoff, 1, 0)).toBe(125);
  });
});
