import config from './playwright.config.js';

/** Measurements, by themselves: they are no tests, and take the machine for minutes. */
export default { ...config, testDir: './bench', testMatch: 'story.ts' };
