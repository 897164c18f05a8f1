'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { runningThought } from '../turn/thoughts.js';
import type { ThoughtView, TurnView } from '../turn/turn-view.js';
import { Disclosure } from './disclosure.js';
import { RunningClock } from './running-clock.js';
import { secondMs } from './use-elapsed-time.js';

export interface ThinkingProps {
  readonly turn: Pick<TurnView, 'thoughts'>;
  /** True to show the content of finished thoughts from the start. */
  readonly expanded?: boolean;
}

/**
 * All thoughts of a turn, oldest first. `AssistantMessage` shows the finished ones and `ThinkingIndicator` the
 * running one: this is for a page that uses neither.
 */
export function Thinking({ turn, expanded }: ThinkingProps): ReactNode {
  const running = runningThought(turn);
  return (
    <>
      <FinishedThoughts turn={turn} expanded={expanded} />
      {running !== undefined && <RunningThought key={turn.thoughts.length} thought={running} />}
    </>
  );
}

/** One line about the thought in progress. */
export function RunningThought({ thought }: { readonly thought: ThoughtView }): ReactNode {
  const { elapsedMs, headline, tokens = 0 } = thought;
  const labels = useLabels();
  return (
    <p className="fw-thinking fw-running-thought" data-state="thinking">
      <span className="fw-thinking-mark" aria-hidden="true" />
      <span className="fw-thinking-label">{labels.thinking}</span>
      <RunningClock className="fw-thinking-note" elapsedMs={elapsedMs} />
      {headline !== undefined && (
        <span className="fw-thinking-note fw-thinking-headline">
          <bdi>{headline}</bdi>
        </span>
      )}
      {tokens > 0 && (
        <span className="fw-thinking-note">
          <bdi>{labels.aboutTokens(roundedTokens(tokens))}</bdi>
        </span>
      )}
    </p>
  );
}

export interface FinishedThoughtsProps {
  readonly turn: ThinkingProps['turn'];
  readonly expanded?: boolean | undefined;
}

/** A line for each finished thought, which shows the content of the thought on request. */
export function FinishedThoughts({ turn, expanded = false }: FinishedThoughtsProps): ReactNode {
  return hasFinishedThought(turn) ? (
    // Its language is that of the page, not of the answer around it.
    <div className="fw-thoughts" dir="auto">
      {turn.thoughts.map(
        (thought, index) =>
          thought.state === 'finished' && (
            <FinishedThought key={index} thought={thought} expanded={expanded} />
          ),
      )}
    </div>
  ) : null;
}

export function hasFinishedThought({ thoughts }: ThinkingProps['turn']): boolean {
  return thoughts.some(({ state }) => state === 'finished');
}

function FinishedThought(props: {
  readonly thought: ThoughtView;
  readonly expanded: boolean;
}): ReactNode {
  const { elapsedMs, headlines, text } = props.thought;
  const labels = useLabels();
  const label = labels.thoughtFor(Math.floor(elapsedMs / secondMs));
  if (text === '' && headlines.length < 2) {
    return <p className="fw-thought">{label}</p>;
  }
  return (
    <Disclosure className="fw-thought" label={label} expanded={props.expanded}>
      {text === '' ? listOf(headlines) : <p dir="auto">{text.trim()}</p>}
    </Disclosure>
  );
}

function listOf(headlines: readonly string[]): ReactNode {
  return (
    <ol>
      {headlines.map((headline, index) => (
        <li key={index} dir="auto">
          {headline}
        </li>
      ))}
    </ol>
  );
}

/** Two significant digits: a number that changes less often is quieter. At least ten. */
function roundedTokens(tokens: number): number {
  const step = 10 ** Math.max(1, Math.floor(Math.log10(tokens)) - 1);
  return Math.max(step, Math.round(tokens / step) * step);
}
