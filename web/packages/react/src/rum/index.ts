export type { VitalsOptions } from './page-vitals.js';
export { pageClock, type PaintClock } from './paint-clock.js';
export { showsNews } from './screen-change.js';
export type { Vitals } from './vitals-record.js';
export { withVitals } from './with-vitals.js';
