import { type ChatMessage, type ThoughtView, type TurnView } from '@firstword/react';

import { answer, streamingAnswer, thinking } from './example-turns.js';

const started: ThoughtView = { state: 'running', elapsedMs: 14_000, headlines: [], text: '' };

const headline = 'Comparing the opening hours';

const focused: ThoughtView = {
  ...started,
  elapsedMs: 80_000,
  headline,
  headlines: ['Reading the question', headline],
  tokens: 1_234,
};

const brief: ThoughtView = { ...started, state: 'finished', elapsedMs: 12_400 };

const outlined: ThoughtView = { ...focused, state: 'finished', elapsedMs: 84_000 };

const written: ThoughtView = {
  ...brief,
  text: 'The question is about the bakery in the market.\n\nIn summer it opens at six, as both documents say. Only one of them names the days.',
};

/** Fabricated turns with thoughts, for display. */
export const justThinking: TurnView = { ...thinking, thoughts: [started] };
export const thinkingAbout: TurnView = { ...thinking, thoughts: [focused] };
export const thought: TurnView = { ...thinking, thoughts: [brief] };
export const thoughtInFull: TurnView = { ...thinking, thoughts: [written] };
export const thoughtInOutline: TurnView = { ...thinking, thoughts: [outlined] };
export const thinkingAgain: TurnView = { ...thinking, thoughts: [written, brief, focused] };

export const slowThought: TurnView = {
  ...justThinking,
  slow: {
    kind: 'thinking',
    message: 'Thinking. 19 of 20 thoughts like this finish within 40 s.',
    waitedMs: 14_000,
    typicalMs: { p50: 11_000, p95: 40_000 },
  },
};

export const noProgress: TurnView = {
  ...thinkingAbout,
  slow: {
    kind: 'no_progress',
    message: 'The model has made no progress for 30 s. You can keep waiting or stop.',
    waitedMs: 30_000,
  },
};

export const thoughtBeforeText: ChatMessage = {
  ...answer,
  key: 'thought',
  text: '',
  state: 'pending',
  turn: thoughtInFull,
};

export const textAfterThought: ChatMessage = {
  ...streamingAnswer,
  turn: { ...thoughtInFull, status: 'writing', text: streamingAnswer.text },
};
