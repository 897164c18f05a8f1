import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// jsdom does not lay anything out, so that an observer has nothing to report.
class StillResizeObserver implements ResizeObserver {
  observe(): void {
    return undefined;
  }

  unobserve(): void {
    return undefined;
  }

  disconnect(): void {
    return undefined;
  }
}

globalThis.ResizeObserver = StillResizeObserver;

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  sessionStorage.clear();
  localStorage.clear();
});
