import { describe, expect, it } from 'vitest';

import { latencyQueryOf, latencySettingsIn } from '../../src/latency/latency-settings.js';

describe('a link to the latency pages', () => {
  it('carries every setting', () => {
    const settings = {
      window: '24h',
      by: 'tenant',
      name: 'a & b?',
      measure: 'phase:history',
      slowness: 'silence_ms',
      outcome: 'failed',
    } as const;

    expect(latencySettingsIn(latencyQueryOf(settings))).toEqual(settings);
  });

  it('omits defaults', () => {
    expect(latencyQueryOf(latencySettingsIn(''))).toBe('');
  });

  it('falls back to defaults if it is invalid', () => {
    const wrong = '?window=7d&by=colour&measure=<script>&slowness=none';

    expect(latencySettingsIn(wrong)).toEqual(latencySettingsIn(''));
  });
});
