'use client';

import { type ReactNode, useEffect, useMemo, useState } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { isWriting } from '../turn/answer-steps.js';
import { runningThought } from '../turn/thoughts.js';
import { isOpen } from '../turn/tool-calls.js';
import type { TurnView } from '../turn/turn-view.js';
import { RunningClock } from './running-clock.js';
import { RunningThought } from './thinking.js';
import { useElapsedTime } from './use-elapsed-time.js';

/** Text for a wait during which the server reports no phases. */
export interface TimedPhrase {
  readonly afterMs: number;
  readonly label: string;
}

export interface ThinkingIndicatorProps {
  readonly turn: TurnView;
  /** Used only until the server reports its first phase; ordered by `afterMs`. */
  readonly phrases?: readonly TimedPhrase[];
}

/** The minimum time a label stays: phases can be shorter than it takes to read their label. */
const minLabelMs = 350;

/** After this wait, a clock appears, and a note about the usual time to the first text. */
const noteAfterMs = 500;

/** A text that has not grown for so long has paused. Models often write in bursts. */
const minPauseMs = 750;
const pauseStepMs = 250;

/** The phase in which the model writes the answer. */
const generationPhase = 'generation';
const noPhrases: readonly TimedPhrase[] = [];

/**
 * The current status: labels of the running phases, for how long, and the usual time to first text if it is not
 * immediate.
 * While the model thinks, its thought takes their place. While tools run, it says how many.
 */
export function ThinkingIndicator(props: ThinkingIndicatorProps): ReactNode {
  const { turn, phrases = noPhrases } = props;
  const labels = useLabels();
  const real = currentPhase(turn);
  // While text arrives, preparation is over, and a server need not report a phase for what is visible.
  const writing = isWriting(turn) && real?.state !== 'started';
  const timed = useTimedPhrase(phrases, real === undefined && !writing);
  const openCalls = turn.toolCalls.filter(isOpen).length;
  const growing = openCalls === 0 && isWriting(turn) && (writing || real?.name === generationPhase);
  const label = useStableLabel(
    openCalls > 0
      ? labels.usingTools(openCalls)
      : writing
        ? labels.writing
        : (real?.label ?? timed),
  );
  const note = useWaitNote(turn);
  const thought = runningThought(turn);
  if (thought !== undefined) {
    return <RunningThought key={turn.thoughts.length} thought={thought} />;
  }
  return (
    <p
      className="fw-thinking"
      data-phase={writing ? undefined : real?.name}
      data-state={writing ? undefined : real?.state}
      data-writing={growing ? '' : undefined}
    >
      <span className="fw-thinking-mark" aria-hidden="true" />
      {growing ? (
        <WritingLabel key={turn.text.length} label={label} />
      ) : (
        <>
          <span className="fw-thinking-label">{label}</span>
          {openCalls === 0 && label !== undefined && (
            <RunningClock
              key={`${String(turn.steps.length)} ${real?.name ?? ''}`}
              className="fw-thinking-note"
              elapsedMs={0}
              fromMs={noteAfterMs}
            />
          )}
        </>
      )}
      {label !== undefined && note !== undefined && (
        <span className="fw-thinking-note">{note}</span>
      )}
    </p>
  );
}

/** The newest phase in progress, or else the newest. */
export function currentPhase(turn: TurnView): TurnView['phases'][number] | undefined {
  return turn.phases.findLast(({ state }) => state === 'started') ?? turn.phases.at(-1);
}

/** While a text grows, that it does. Once it has paused, for how long. */
function WritingLabel({ label }: { readonly label: string | undefined }): ReactNode {
  const labels = useLabels();
  const paused = useElapsedTime(0, pauseStepMs) >= minPauseMs;
  return (
    <>
      <span className="fw-thinking-label" data-paused={paused ? '' : undefined}>
        {paused ? labels.awaitingText : label}
      </span>
      {paused && <RunningClock className="fw-thinking-note" elapsedMs={minPauseMs} />}
    </>
  );
}

/** How long the first text usually takes, while it is awaited; once it is late, that it is. */
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
  return useTimedPhrase(
    notes,
    turn.status === 'waiting' && turn.toolCalls.length === 0 && latestMs !== undefined,
  );
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

/** Follows a label, but changes no faster than it can be read. */
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
