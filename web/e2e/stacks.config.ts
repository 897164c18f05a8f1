import config from './playwright.config.js';

/** Firstword's page beside what a product team would otherwise build. */
export default {
  ...config,
  testDir: './bench/stacks',
  testMatch: /(timings|faults)\.ts$/,
  use: { ...config.use, trace: 'off' as const },
};
