import config from './playwright.config.js';

/** The packed package in an application built by Next.js; see web/next. */
export default { ...config, testDir: './next' };
