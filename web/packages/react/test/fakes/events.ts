import type {
  CancelledEvent,
  DoneEvent,
  ErrorEvent,
  Latency,
  StartEvent,
  StepEvent,
  ThinkingEvent,
  ToolArgumentsEvent,
  ToolCallEvent,
  ToolWaitEvent,
  ToolState,
  TurnEvent,
} from '../../src/client/index.js';

export const latency: Latency = {
  total_ms: 6200,
  ttft_ms: 700,
  model_ttft_ms: 600,
  generation_ms: 5500,
  output_tokens_per_second: 60,
  phases: [{ name: 'history', start_ms: 1, duration_ms: 12, state: 'finished' }],
  critical_path: ['history', 'model', 'generation'],
};

/** The first event of the turn with this number. */
export function start(turn = 1, conversation = 'c1'): StartEvent {
  return {
    type: 'start',
    turn_id: `t${String(turn)}`,
    conversation_id: conversation,
    user_message_id: `u${String(turn)}`,
    assistant_message_id: `a${String(turn)}`,
    simulated: true,
  };
}

export function text(piece: string): TurnEvent {
  return { type: 'text', text: piece };
}

export function thinking(
  state: ThinkingEvent['state'],
  elapsedMs: number,
  details: Pick<ThinkingEvent, 'headline' | 'tokens'> = {},
): ThinkingEvent {
  return { type: 'thinking', state, elapsed_ms: elapsedMs, ...details };
}

export function thinkingText(piece: string): TurnEvent {
  return { type: 'thinking_text', text: piece };
}

export function toolCall(
  id: string,
  state: ToolState,
  elapsedMs = 0,
  details: Partial<Pick<ToolCallEvent, 'name' | 'label' | 'arguments' | 'result'>> = {},
): ToolCallEvent {
  return {
    type: 'tool_call',
    id,
    name: 'look_up',
    label: 'Looking it up',
    state,
    elapsed_ms: elapsedMs,
    ...details,
  };
}

export function toolArguments(id: string, piece: string): ToolArgumentsEvent {
  return { type: 'tool_arguments', id, text: piece };
}

export function toolWait(
  id: string,
  longerThanPercent: number,
  elapsedMs: number,
  remainingMs?: number,
): ToolWaitEvent {
  return {
    type: 'tool_wait',
    id,
    elapsed_ms: elapsedMs,
    typical_ms: { p50: 8_000, p80: 8_100, p95: 11_000, max: 12_000 },
    longer_than_percent: longerThanPercent,
    ...(remainingMs === undefined ? {} : { remaining_ms: remainingMs }),
    samples: 34,
  };
}

export function step(index: number): StepEvent {
  return { type: 'step', index, elapsed_ms: 0 };
}

export const done: DoneEvent = {
  type: 'done',
  finish_reason: 'stop',
  usage: {
    input_tokens: 10,
    output_tokens: 20,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  },
  latency,
};

export const cancelled: CancelledEvent = { type: 'cancelled', by: 'user', latency };

export const failed: ErrorEvent = {
  type: 'error',
  code: 'overloaded',
  message: 'The model is busy.',
  action: 'retry',
  latency,
};
