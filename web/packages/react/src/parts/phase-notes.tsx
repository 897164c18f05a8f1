'use client';

import type { ReactNode } from 'react';

import type { TurnView } from '../turn/turn-view.js';

/** The phases of the answer itself: their outcome shows in the answer. */
const modelPhases: readonly string[] = ['model', 'thinking', 'generation'];

export interface PhaseNotesProps {
  readonly turn: TurnView;
}

/** Lists, by their labels, the phases that the answer had to do without. */
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
