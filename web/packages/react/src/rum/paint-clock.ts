/** When things happen on the screen, in milliseconds since the epoch, with fractions. */
export interface PaintClock {
  now(): number;
  /** When a person did what an event tells, however late the page came to it. */
  timeOf(event: Event): number;
  /** Calls back once what the page is about to show has been painted. */
  afterPaint(callback: () => void): void;
  /** Whether this page stands in the place of itself: somebody reloaded it, and waited on. */
  wasReloaded(): boolean;
}

/** The time of this page, which goes on through a reload: a task that is posted in a frame runs after its paint. */
export const pageClock: PaintClock = {
  now: () => performance.timeOrigin + performance.now(),
  timeOf: (event) => performance.timeOrigin + event.timeStamp,
  afterPaint(callback) {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        callback();
      };
      port2.postMessage(undefined);
    });
  },
  wasReloaded: () =>
    performance
      .getEntriesByType('navigation')
      .some((entry) => entry instanceof PerformanceNavigationTiming && entry.type === 'reload'),
};
