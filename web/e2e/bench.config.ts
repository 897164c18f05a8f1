import config from './playwright.config.js';

/** Benchmarks, apart from the tests: they take minutes of the whole machine. */
export default {
  ...config,
  testDir: './bench',
  testMatch: ['story.ts', 'long-answer.ts'],
  // Recording a trace copies the page at every step.
  use: { ...config.use, trace: 'off' as const },
};
