import { emptyTurn, turnReducer } from '@firstword/react';
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { failed, text } from '../../../packages/react/test/fakes/events.js';
import { Pane } from '../src/playground/pane.js';
import { noTechniques, type Techniques } from '../src/playground/techniques.js';

const broken = [text('Half an answer'), failed].reduce(turnReducer, emptyTurn);

function show(techniques: Techniques, failure?: string): void {
  render(
    <Pane
      title="Side"
      run={{
        question: 'Why?',
        turn: failure === undefined ? broken : emptyTurn,
        clickedAtMs: 0,
        ...(failure === undefined ? {} : { failure }),
      }}
      techniques={techniques}
      emptyText="Not run yet."
      onTimings={() => undefined}
    />,
  );
}

describe('a side of the playground', () => {
  it('says why its answer was interrupted, and keeps the text', () => {
    show(new Set(['streaming'] as const));

    expect(screen.getByText(failed.message)).toBeTruthy();
    expect(screen.getByText('Half an answer')).toBeTruthy();
    expect(screen.getByRole('article', { name: 'Answer' }).dataset['state']).toBe('error');
  });

  it('says why it was rejected, and stops waiting', () => {
    show(noTechniques, 'Too many questions.');

    expect(screen.getByText('Too many questions.')).toBeTruthy();
    expect(screen.queryByRole('img')).toBeNull();
  });
});
