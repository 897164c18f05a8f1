import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// The document of the tests lays nothing out: an observer there has nothing to tell.
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
