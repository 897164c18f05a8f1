import config from './playwright.config.js';

/** Tests the packed package in an application built by Next.js; see web/next. */
export default { ...config, testDir: './next' };
