'use client';

import { type ReactNode, useEffect, useMemo, useState } from 'react';

import { useLabels } from '../labels/use-labels.js';
import type { TurnView } from '../turn/turn-view.js';

/** Words for a wait of which the server tells no phases. */
export interface TimedPhrase {
  readonly afterMs: number;
  readonly label: string;
}

export interface ThinkingIndicatorProps {
  readonly turn: TurnView;
  /** Used only as long as the server has named no phase of its own; in order of `afterMs`. */
  readonly phrases?: readonly TimedPhrase[];
}

/** A label stays for at least this long: phases can be shorter than it takes to read their name. */
const minLabelMs = 350;

/** From when on a wait for the first word is worth a second word. */
const noteAfterMs = 500;
const noPhrases: readonly TimedPhrase[] = [];

/**
 * What is happening now: the server's real phases, in the words of the product; and where the first word is not there
 * at once, how long that usually takes.
 */
export function ThinkingIndicator(props: ThinkingIndicatorProps): ReactNode {
  const { turn, phrases = noPhrases } = props;
  const labels = useLabels();
  const real = currentPhase(turn);
  // Words are coming: whatever was prepared for them is over, and a server need not name what can be seen.
  const writing = turn.status === 'writing' && real?.state !== 'started';
  const timed = useTimedPhrase(phrases, real === undefined && !writing);
  const label = useStableLabel(writing ? labels.writing : (real?.label ?? timed));
  const note = useWaitNote(turn);
  return (
    <p
      className="fw-thinking"
      data-phase={writing ? undefined : real?.name}
      data-state={writing ? undefined : real?.state}
    >
      <span className="fw-thinking-mark" aria-hidden="true" />
      <span className="fw-thinking-label">{label}</span>
      {label !== undefined && note !== undefined && (
        <span className="fw-thinking-note">{note}</span>
      )}
    </p>
  );
}

/** The newest phase that is still going on, or else the newest. */
export function currentPhase(turn: TurnView): TurnView['phases'][number] | undefined {
  return turn.phases.findLast(({ state }) => state === 'started') ?? turn.phases.at(-1);
}

/** How long the first word usually takes, while it is awaited; and that it is late, once it is. */
function useWaitNote(turn: TurnView): string | undefined {
  const labels = useLabels();
  const latestMs = turn.estimate?.ttftMs.p90;
  const notes = useMemo(
    () =>
      latestMs === undefined
        ? noPhrases
        : [
            { afterMs: noteAfterMs, label: labels.usuallyWithin(Math.ceil(latestMs / 1000)) },
            { afterMs: Math.max(latestMs, 2 * noteAfterMs), label: labels.laterThanUsual },
          ],
    [latestMs, labels],
  );
  return useTimedPhrase(notes, turn.status === 'waiting' && latestMs !== undefined);
}

function useTimedPhrase(phrases: readonly TimedPhrase[], enabled: boolean): string | undefined {
  const [reached, setReached] = useState(0);
  const next = phrases[reached];
  const sinceMs = phrases[reached - 1]?.afterMs ?? 0;
  useEffect(() => {
    if (!enabled || next === undefined) return undefined;
    const timer = setTimeout(() => {
      setReached((count) => count + 1);
    }, next.afterMs - sinceMs);
    return () => {
      clearTimeout(timer);
    };
  }, [enabled, next, sinceMs]);
  return enabled ? phrases[reached - 1]?.label : undefined;
}

/** Follows a label, but changes no more often than it can be read. */
function useStableLabel(label: string | undefined): string | undefined {
  const [shown, setShown] = useState(label);
  const [settling, setSettling] = useState(label !== undefined);
  if (label !== undefined && label !== shown && (!settling || shown === undefined)) {
    setShown(label);
    setSettling(true);
  }
  useEffect(() => {
    if (!settling) return undefined;
    const timer = setTimeout(() => {
      setSettling(false);
    }, minLabelMs);
    return () => {
      clearTimeout(timer);
    };
  }, [settling, shown]);
  return shown;
}
