import type { ToolArgumentsEvent, ToolCallEvent, ToolWaitEvent } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import { put } from '../util/put.js';
import type { ToolCallView } from './turn-view.js';

/** What either event says about a call. */
type CallChange = Partial<Omit<ToolCallEvent, 'type' | 'id'>> &
  Pick<ToolCallEvent, 'id'> & { readonly type: string; readonly text?: string };

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
  event: ToolCallEvent | ToolArgumentsEvent,
): readonly ToolCallView[] {
  const known = calls.find(({ id }) => id === event.id);
  const { result: _result, ...before } = known ?? newCall;
  const {
    type: _type,
    text = '',
    elapsed_ms: elapsedMs = before.elapsedMs ?? 0,
    ...fields
  }: CallChange = event;
  return put(calls, known, {
    ...before,
    arguments: before.arguments + text,
    ...fields,
    elapsedMs,
  });
}

/** Compares a call with earlier ones of its tool. */
export function withToolWait(
  calls: readonly ToolCallView[],
  event: ToolWaitEvent,
): readonly ToolCallView[] {
  const { id, elapsed_ms: elapsedMs, typical_ms: typicalMs, samples } = event;
  const { longer_than_percent: longerThanPercent, remaining_ms: remainingMs } = event;
  const wait = {
    elapsedMs,
    typicalMs,
    longerThanPercent,
    samples,
    ...omitUndefined({ remainingMs }),
  };
  return calls.map((call) => (call.id === id ? { ...call, elapsedMs, wait } : call));
}
