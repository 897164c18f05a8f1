import type { ToolArgumentsEvent, ToolCallEvent } from '../client/index.js';
import type { ToolCallView } from './turn-view.js';

type Calls = readonly ToolCallView[];

/** Whether a tool call has not ended. */
export function isOpen({ state }: Pick<ToolCallView, 'state'>): boolean {
  return state === 'writing' || state === 'ready' || state === 'running';
}

/** Adds a tool call, or updates it. A call that has ended stays as it is. */
export function withToolCall(calls: Calls, event: ToolCallEvent): Calls {
  const { type: _type, elapsed_ms: elapsedMs, ...fields } = event;
  return withCall(calls, event.id, (call) => ({ ...call, ...fields, elapsedMs }));
}

/** Appends to the arguments of a call that is being written. */
export function withToolArguments(calls: Calls, { id, text }: ToolArgumentsEvent): Calls {
  return withCall(calls, id, (call) =>
    call.state === 'writing' ? { ...call, arguments: call.arguments + text } : call,
  );
}

/** The turn has ended: no result can arrive any more. */
export function stopOpen(calls: Calls): Calls {
  return calls.map((call) => (isOpen(call) ? { ...call, state: 'stopped' } : call));
}

function withCall(calls: Calls, id: string, change: (call: ToolCallView) => ToolCallView): Calls {
  return calls.some((call) => call.id === id)
    ? calls.map((call) => (call.id === id && isOpen(call) ? change(call) : call))
    : [...calls, change({ id, name: '', label: '', state: 'writing', arguments: '' })];
}
