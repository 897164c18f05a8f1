import config from './playwright.config.js';

/** Benchmarks, run separately from the tests: each occupies the machine for minutes. */
export default {
  ...config,
  // Nothing else may disturb what is measured.
  workers: 1,
  testDir: './bench',
  testMatch: ['story.ts', 'agent.ts', 'long-answer.ts'],
  // A trace would copy the page at every step.
  use: { ...config.use, trace: 'off' as const },
};
