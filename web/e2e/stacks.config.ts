import config from './playwright.config.js';

/** Compares Firstword's page with what a product team would otherwise build. */
export default {
  ...config,
  // Nothing else may disturb what is measured.
  workers: 1,
  testDir: './bench/stacks',
  testMatch: /(timings|faults)\.ts$/,
  use: { ...config.use, trace: 'off' as const },
};
