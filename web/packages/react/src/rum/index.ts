export type { VitalsOptions } from './page-vitals.js';
export { pageTime, type ScreenTime } from './screen-time.js';
export type { Vitals } from './vitals-record.js';
export { withVitals } from './with-vitals.js';
