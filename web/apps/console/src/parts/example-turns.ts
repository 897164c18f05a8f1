import { type ChatMessage, emptyTurn, type TurnView } from '@firstword/react';

const total = { p10: 9_000, p50: 12_000, p90: 15_000 };

/** Fabricated turns and messages in all states, for display. */
export const waiting: TurnView = {
  ...emptyTurn,
  phases: [{ name: 'search', label: 'Searching the documents', state: 'started', startedMs: 40 }],
};

export const thinking: TurnView = {
  ...emptyTurn,
  phases: [{ name: 'model', label: 'Asking the model', state: 'started', startedMs: 90 }],
  estimate: { ttftMs: { p50: 700, p90: 1_900 }, totalMs: total },
};

export const writing: TurnView = {
  ...thinking,
  status: 'writing',
  text: 'The bakery opens at six.',
  sectionCount: 5,
  sections: [
    { index: 1, title: 'Understanding', state: 'complete' },
    { index: 2, title: 'Approach', state: 'complete' },
    { index: 3, title: 'Timeline', state: 'started' },
  ],
};

export const summarised: TurnView = {
  ...writing,
  summary: { text: 'A web shop by spring, with orders taken until noon.', complete: true },
};

export const slow: TurnView = {
  ...waiting,
  slow: {
    message: 'This is taking longer than usual. You can keep waiting or stop.',
    waitedMs: 5_000,
  },
};

export const grounded: TurnView = {
  ...writing,
  phases: [
    {
      name: 'reranking',
      label: 'The passages could not be put in order: they are as they were found',
      state: 'degraded',
      startedMs: 60,
    },
  ],
  sources: [
    { index: 1, document_id: 'doc_1', title: 'Opening hours', source: '', heading: 'Summer' },
    { index: 2, document_id: 'doc_2', title: 'Handbook', source: '', heading: '' },
  ],
};

export const question: ChatMessage = {
  key: 'question',
  role: 'user',
  text: 'When do you open?',
  state: 'sent',
  createdAtMs: 0,
};

export const answer: ChatMessage = {
  key: 'answer',
  role: 'assistant',
  text: 'We open **at six**, from Monday to Saturday:\n\n| day | until |\n|---|---|\n| Monday | 18:00 |\n| Saturday | 13:00 |',
  state: 'complete',
  createdAtMs: 0,
};

export const pendingAnswer: ChatMessage = { ...answer, text: '', state: 'pending', turn: waiting };
export const streamingAnswer: ChatMessage = {
  ...answer,
  text: 'We open **at six**, from Mon',
  state: 'streaming',
  turn: writing,
};
export const stoppedAnswer: ChatMessage = { ...answer, text: 'We open at', state: 'cancelled' };

export const limited = {
  code: 'rate_limited',
  message: 'That was a lot in a short time. Try again in 20 seconds.',
  action: 'wait',
  retryAfterMs: 20_000,
} as const;

export const failure = {
  code: 'overloaded',
  message: 'The service is busy right now.',
  action: 'retry',
  retryAfterMs: 20_000,
} as const;
