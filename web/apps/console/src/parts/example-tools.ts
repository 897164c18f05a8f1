import { type ChatMessage, type ToolCallView, type TurnView } from '@firstword/react';
import type { ToolWaitEvent } from '@firstword/react/client';

import { answer, thinking, writing } from './example-turns.js';
import { thoughtInFull } from './example-thoughts.js';

const call: ToolCallView = {
  id: 'call-1',
  name: 'opening_hours',
  label: 'Looking up the opening hours',
  state: 'running',
  elapsedMs: 8_000,
  arguments: '',
};

const hours: ToolCallView = {
  ...call,
  state: 'finished',
  elapsedMs: 8_400,
  arguments: '{"branch":"market","days":["monday","saturday"]}',
  result: '{"monday":"06:00–18:00","saturday":"06:00–13:00"}',
};

const stock: ToolCallView = {
  ...call,
  id: 'call-2',
  name: 'stock',
  label: 'Checking the stock',
  elapsedMs: 74_000,
  arguments: '{"product":"rye bread"}',
};

const failedOrder: ToolCallView = {
  ...call,
  id: 'call-3',
  name: 'order',
  label: 'Placing the order',
  state: 'failed',
  elapsedMs: 900,
  arguments: '{"product":"rye bread","pieces":2}',
  result: 'The shop takes orders until noon.',
};

const longResult: ToolCallView = {
  ...hours,
  arguments: '',
  result: Array.from({ length: 24 }, (_, index) => `Branch ${String(index + 1)}: 06:00–18:00`).join(
    '\n',
  ),
};

const rightToLeft: ToolCallView = {
  ...hours,
  id: 'call-4',
  label: 'البحث عن ساعات العمل',
  arguments: '{"branch":"السوق"}',
  result: 'يفتح المخبز في السادسة صباحا',
};

function withCalls(...toolCalls: ToolCallView[]): TurnView {
  return { ...thinking, toolCalls };
}

/** Fabricated turns with tool calls, for display. */
export const writingCall = withCalls({ ...call, state: 'writing', elapsedMs: 1_200 });
export const readyCall = withCalls({ ...call, state: 'ready', elapsedMs: 2_000 });
export const runningCall = withCalls(call);
const wait: ToolWaitEvent = {
  type: 'tool_wait',
  id: call.id,
  elapsed_ms: 300,
  typical_ms: { p50: 9_000, p80: 11_000, p95: 14_000, max: 16_000 },
  longer_than_percent: 0,
  samples: 34,
};

export const usualCall = withCalls({
  ...call,
  elapsedMs: 300,
  wait,
});
export const callOnTime = withCalls({
  ...call,
  wait: { ...wait, elapsed_ms: 8_000, remaining_ms: 3_400 },
});
export const lateCall = withCalls({
  ...call,
  elapsedMs: 12_000,
  wait: { ...wait, elapsed_ms: 12_000, longer_than_percent: 80 },
});
export const finishedCall = withCalls(hours);
export const failedCall = withCalls(failedOrder);
export const stoppedCall: TurnView = { ...withCalls(call), status: 'ended' };
export const parallelCalls = withCalls(hours, stock, { ...call, id: 'call-3', state: 'writing' });
export const longCall = withCalls(longResult);
export const rightToLeftCall = withCalls(rightToLeft);

export const slowTool: TurnView = {
  ...lateCall,
  slow: {
    kind: 'running_tool',
    message: 'A tool is still running. You can keep waiting or stop.',
    waitedMs: 8_000,
  },
};

const opening = 'I am looking that up.';

/** Two model calls: the first asks for tools, the second answers. */
const secondStep: TurnView = {
  ...writing,
  thoughts: thoughtInFull.thoughts,
  text: `${opening}We open **at six**, from Mon`,
  toolCalls: [hours, { ...stock, state: 'finished' }],
  steps: [
    { thoughts: thoughtInFull.thoughts, notes: [], toolCalls: [hours, stock], text: opening },
  ],
};

export const toolsBeforeText: ChatMessage = {
  ...answer,
  key: 'tools',
  text: '',
  state: 'pending',
  turn: parallelCalls,
};

export const textAfterTools: ChatMessage = {
  ...answer,
  key: 'after-tools',
  text: secondStep.text,
  state: 'streaming',
  turn: secondStep,
};

export const storedTools: ChatMessage = {
  ...answer,
  key: 'stored-tools',
  text: 'We open at six.',
  parts: [
    ...[hours, failedOrder].map(({ id, name, label, arguments: args }) => ({
      type: 'tool_call' as const,
      id,
      name,
      label,
      arguments: args,
    })),
    { type: 'tool_result', id: hours.id, content: hours.result ?? '' },
    {
      type: 'tool_result',
      id: failedOrder.id,
      content: failedOrder.result ?? '',
      is_error: true,
    },
    { type: 'text', text: 'We open at six. Orders are taken until noon.' },
  ],
};
