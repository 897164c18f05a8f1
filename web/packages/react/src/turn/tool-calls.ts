import type { ToolCallEvent } from '../client/index.js';
import { put } from '../util/put.js';
import type { ToolCallView } from './turn-view.js';

/** What an event says about a call. */
type CallChange = Partial<Omit<ToolCallEvent, 'type' | 'id'>> &
  Pick<ToolCallEvent, 'id'> &
  Pick<ToolCallView, 'wait'> & { readonly type?: string; readonly text?: string };

const newCall: Omit<ToolCallView, 'id'> = { name: '', label: '', state: 'writing', arguments: '' };

/** Whether a tool call has not ended. */
export function isOpen({ state }: Pick<ToolCallView, 'state'>): boolean {
  return state !== 'finished' && state !== 'failed';
}

/**
 * Adds a tool call, or updates it. Its arguments grow until they are given as a whole. A call that has ended runs
 * again, without its result, if a crash of the server has lost that.
 */
export function withToolCall(
  calls: readonly ToolCallView[],
  event: CallChange,
): readonly ToolCallView[] {
  const known = calls.find(({ id }) => id === event.id);
  const { result: _result, ...before } = known ?? newCall;
  const {
    type: _type,
    text = '',
    elapsed_ms: elapsedMs = before.elapsedMs ?? 0,
    ...fields
  } = event;
  return put(calls, known, {
    ...before,
    arguments: before.arguments + text,
    ...fields,
    elapsedMs,
  });
}
