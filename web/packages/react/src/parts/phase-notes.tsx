'use client';

import type { ReactNode } from 'react';

import type { TurnView } from '../turn/turn-view.js';

/** The phases of the answer itself: what became of them, the answer shows. */
const modelPhases: readonly string[] = ['model', 'generation'];

export interface PhaseNotesProps {
  readonly turn: TurnView;
}

/** Says, in the product's own words, what the answer had to do without. */
export function PhaseNotes({ turn }: PhaseNotesProps): ReactNode {
  const notes = turn.phases.filter(
    ({ name, state }) =>
      (state === 'degraded' || state === 'failed') && !modelPhases.includes(name),
  );
  return notes.length === 0 ? null : (
    <ul className="fw-phase-notes">
      {notes.map(({ name, label, state }) => (
        <li key={name} data-state={state}>
          {label}
        </li>
      ))}
    </ul>
  );
}
