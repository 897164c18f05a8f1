/** When things happen on the screen, in milliseconds since the epoch, with fractions. */
export interface PaintClock {
  now(): number;
  /** When the user caused an event, however late the page handles it. */
  timeOf(event: Event): number;
  /** Calls back after the next frame has been painted. */
  afterPaint(callback: () => void): void;
  /** Whether this page was reloaded, while the user kept waiting. */
  wasReloaded(): boolean;
}

/**
 * The clock of this page, which continues through a reload. A task posted in a frame runs after its paint.
 */
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
