import type { ThinkingEvent } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import { put } from '../util/put.js';
import type { ThoughtView, TurnView } from './turn-view.js';

type Thoughts = readonly ThoughtView[];

const newThought: ThoughtView = { state: 'running', elapsedMs: 0, headlines: [], text: '' };

/** The thought in progress. */
export function runningThought({ thoughts }: Pick<TurnView, 'thoughts'>): ThoughtView | undefined {
  const newest = thoughts.at(-1);
  return newest?.state === 'running' ? newest : undefined;
}

/** Finishes the thought in progress, as of its newest event. */
export function finishRunning(thoughts: Thoughts): Thoughts {
  return thoughts.map((thought) => ({ ...thought, state: 'finished' }));
}

/**
 * Starts a thought, or updates the newest. Its end may be reported after text has already finished it: the
 * reported duration is then the exact one.
 */
export function withThinking(thoughts: Thoughts, event: ThinkingEvent): Thoughts {
  const {
    type: _type,
    state,
    elapsed_ms: elapsedMs,
    can_answer_now: canAnswerNow,
    ...known
  } = event;
  const isNew = state === 'started';
  const newest = isNew ? undefined : thoughts.at(-1);
  const thought = newest ?? newThought;
  return put(isNew ? finishRunning(thoughts) : thoughts, newest, {
    ...thought,
    ...known,
    state: state === 'finished' ? state : thought.state,
    ...omitUndefined({ canAnswerNow }),
    elapsedMs,
    headlines: [...new Set(thought.headlines.concat(known.headline ?? []))],
  });
}

/** Appends text to the newest thought. */
export function withThinkingText(thoughts: Thoughts, text: string): Thoughts {
  const newest = thoughts.at(-1);
  const thought = newest ?? newThought;
  return put(thoughts, newest, { ...thought, text: thought.text + text });
}
