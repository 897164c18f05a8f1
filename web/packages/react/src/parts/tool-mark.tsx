import type { ReactNode } from 'react';

import type { ToolState } from '../client/index.js';

/** `stopped`: the turn ended before the call did. */
export type ToolMarkState = ToolState | 'stopped';

/** The shape of each state, in a square of 16 units: a state never shows by its colour alone. */
const shapes: Readonly<Record<ToolMarkState, ReactNode>> = {
  writing: (
    <>
      <circle cx="3.5" cy="8" r="1" />
      <circle cx="8" cy="8" r="1" />
      <circle cx="12.5" cy="8" r="1" />
    </>
  ),
  ready: <circle cx="8" cy="8" r="5.25" strokeDasharray="2.75 2.75" />,
  running: (
    <>
      <circle cx="8" cy="8" r="5.25" opacity="0.35" />
      <path d="M8 2.75A5.25 5.25 0 0 1 13.25 8" />
    </>
  ),
  finished: <path d="m3 8.5 3.5 3.5L13 4.75" />,
  failed: <path d="M8 2.5v6.75M8 12v1.5" />,
  stopped: <rect x="4" y="4" width="8" height="8" rx="1" />,
};

/** The state of a tool call as a shape. Words next to it say the same. */
export function ToolMark({ state }: { readonly state: ToolMarkState }): ReactNode {
  return (
    <svg
      className="fw-tool-mark"
      data-state={state}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {shapes[state]}
    </svg>
  );
}
