import config from './playwright.config.js';

/** Measurements, by themselves: they are no tests, and take the machine for minutes. */
export default {
  ...config,
  testDir: './bench',
  testMatch: ['story.ts', 'long-answer.ts'],
  // Keeping a trace of a test copies its page at every step.
  use: { ...config.use, trace: 'off' as const },
};
