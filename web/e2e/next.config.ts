import config from './playwright.config.js';

/** The packed package in an application that Next.js has built; see web/next. */
export default { ...config, testDir: './next' };
