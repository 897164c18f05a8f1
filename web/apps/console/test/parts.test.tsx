import { render } from '@testing-library/react';
import { expect, it } from 'vitest';

import { parts } from '../src/parts/examples.js';
import { PartsPage } from '../src/parts/parts-page.js';

it('shows every part in every state, each with its code', () => {
  // Without a clipboard API there is no copy button.
  Object.defineProperty(navigator, 'clipboard', { value: {}, configurable: true });

  const { container } = render(<PartsPage />);

  const figures = [...container.querySelectorAll('figure')];
  expect(figures).toHaveLength(parts.reduce((sum, { examples }) => sum + examples.length, 0));
  for (const figure of figures) {
    const state = figure.querySelector('figcaption')?.textContent ?? '';
    expect([state, figure.querySelector('.part-shown')?.childElementCount]).not.toContain(0);
    expect(figure.querySelector('code')?.textContent).toMatch(/^<\w+/);
  }
});
