import { expect } from '@playwright/test';

/** Polls a value until it is as expected. `expect.poll` itself asks once a second after its first attempts. */
export function eventually<Value>(
  actual: () => Value | Promise<Value>,
  options: { readonly timeout?: number } = {},
) {
  return expect.poll(actual, { intervals: [50], ...options });
}
