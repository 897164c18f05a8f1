import {
  AssistantMessage,
  type ChatMessage,
  QuickSummary,
  ShimmerSkeleton,
  ThinkingIndicator,
  type TurnView,
  UserMessage,
} from '@firstword/react';
import { pageClock } from '@firstword/react/rum';
import { type ReactNode, useEffect, useRef } from 'react';

import { strings } from '../shared/strings.js';
import type { PaneRun } from './pane-run.js';
import { ScreenRecorder, type ScreenTimings } from './screen-recorder.js';
import type { Techniques } from './techniques.js';

export interface PaneProps {
  readonly title: string;
  readonly run: PaneRun | undefined;
  readonly techniques: Techniques;
  /** What is shown before the first run, or before this side's click. */
  readonly emptyText: string;
  readonly onTimings: (seen: ScreenTimings) => void;
}

/** One side of the playground: the request as a user sees it. */
export function Pane({ title, run, techniques, emptyText, onTimings }: PaneProps): ReactNode {
  const screen = useRef<HTMLDivElement>(null);
  const recorder = useRef<ScreenRecorder | undefined>(undefined);
  const clickedMs = run?.clickedAtMs;
  const ended = run !== undefined && (run.turn.status === 'ended' || run.failure !== undefined);

  useEffect(() => {
    if (clickedMs === undefined || screen.current === null) return undefined;
    const watching = new ScreenRecorder(screen.current, clickedMs, pageClock, onTimings);
    recorder.current = watching;
    return () => {
      watching.stop();
    };
  }, [clickedMs, onTimings]);
  useEffect(() => {
    if (ended) recorder.current?.end();
  }, [ended]);

  return (
    <section className="pane" aria-label={title}>
      <h3>{title}</h3>
      <div
        className="pane-screen"
        role="region"
        aria-label={strings.playground.screen(title)}
        tabIndex={0}
        ref={screen}
      >
        {run === undefined ? (
          <p className="pane-empty">{emptyText}</p>
        ) : (
          <PaneScreen run={run} techniques={techniques} />
        )}
      </div>
    </section>
  );
}

function PaneScreen(props: { readonly run: PaneRun; readonly techniques: Techniques }): ReactNode {
  const { run, techniques } = props;
  const { turn, question } = run;
  const failure = failureOf(run);
  const answer = shownAnswer(run, techniques);
  const taken = techniques.has('optimistic') || turn.turnId !== undefined;
  return (
    <>
      {taken && (
        <UserMessage
          message={{ ...answer, key: 'question', role: 'user', state: 'sent', text: question }}
        />
      )}
      {techniques.has('summary') && <QuickSummary turn={turn} />}
      {answer.state === 'pending' && !techniques.has('skeleton') ? (
        <p className="spinner" role="img" aria-label={strings.playground.waiting} />
      ) : (
        <AssistantMessage message={answer} skeleton={<ShimmerSkeleton />} />
      )}
      {techniques.has('phases') && turn.status !== 'ended' && failure === undefined && (
        <ThinkingIndicator turn={turn} />
      )}
      {failure !== undefined && <p className="pane-failure">{failure}</p>}
    </>
  );
}

/** Why this side has no complete answer: the server rejected the request, or the model failed. */
function failureOf({ turn, failure }: PaneRun): string | undefined {
  return failure ?? (turn.end?.kind === 'failed' ? turn.end.message : undefined);
}

/** The answer as far as this side shows it. */
function shownAnswer(run: PaneRun, techniques: Techniques): ChatMessage {
  const { turn } = run;
  const ended = turn.status === 'ended';
  const shown: TurnView = {
    ...turn,
    text: techniques.has('streaming') || ended ? turn.text : '',
    thoughts: techniques.has('phases') || ended ? turn.thoughts : [],
    toolCalls: techniques.has('phases') || ended ? turn.toolCalls : [],
  };
  const { text } = shown;
  return {
    key: 'answer',
    role: 'assistant',
    state: stateOf(run, text),
    text,
    turn: shown,
    createdAtMs: 0,
  };
}

function stateOf(run: PaneRun, text: string): ChatMessage['state'] {
  if (failureOf(run) !== undefined) return 'error';
  if (run.turn.status === 'ended') return 'complete';
  return text === '' ? 'pending' : 'streaming';
}
