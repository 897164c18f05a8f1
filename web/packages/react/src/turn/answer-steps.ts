import type { MessagePart, ToolResultPart } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import type { ChatMessage } from './chat-message.js';
import { runningThought } from './thoughts.js';
import { isOpen } from './tool-calls.js';
import { emptyTurn, type ThoughtView, type ToolCallView, type TurnView } from './turn-view.js';

/** What one model call of an answer has produced. Its text comes before its tool calls. */
export interface AnswerStep {
  readonly thoughts: readonly ThoughtView[];
  readonly text: string;
  readonly toolCalls: readonly ToolCallView[];
}

/** The model calls of an answer, oldest first; at least one. */
export function stepsOf({ turn, text, parts = [] }: ChatMessage): readonly AnswerStep[] {
  if (turn !== undefined) return turnSteps(turn, text);
  const stored = storedSteps(parts);
  return stored.length > 0 ? stored : [{ thoughts: [], text, toolCalls: [] }];
}

/** Whether the model is writing text, rather than thinking or waiting for tools. */
export function isWriting(turn: TurnView): boolean {
  const { status, steps, text, toolCalls } = turn;
  return (
    status === 'writing' &&
    text.length > (steps.at(-1)?.text.length ?? 0) &&
    runningThought(turn) === undefined &&
    !toolCalls.some(isOpen)
  );
}

function turnSteps({ steps, thoughts, toolCalls }: TurnView, text: string): readonly AnswerStep[] {
  const starts = [emptyTurn, ...steps];
  return starts.map((start, index) => {
    const end = starts[index + 1];
    return {
      thoughts: thoughts.slice(start.thoughts.length, end?.thoughts.length),
      text: text.slice(start.text.length, end?.text.length),
      toolCalls: toolCalls.slice(start.toolCalls.length, end?.toolCalls.length),
    };
  });
}

/** The steps of an answer of the history. Text after tool calls belongs to the next model call. */
function storedSteps(parts: readonly MessagePart[]): readonly AnswerStep[] {
  const results = new Map(
    parts.flatMap((part) => (part.type === 'tool_result' ? [[part.id, part] as const] : [])),
  );
  const steps: { thoughts: never[]; text: string; toolCalls: ToolCallView[] }[] = [];
  let resolved = true;
  for (const part of parts) {
    const newest = steps.at(-1);
    if (part.type === 'tool_result') {
      resolved = true;
    } else if (part.type === 'tool_call') {
      const call = storedCall(part, results.get(part.id));
      if (newest === undefined || (resolved && newest.toolCalls.length > 0)) {
        steps.push({ thoughts: [], text: '', toolCalls: [call] });
      } else {
        newest.toolCalls.push(call);
      }
      resolved = false;
    } else if (part.type === 'text') {
      if (newest === undefined || newest.toolCalls.length > 0) {
        steps.push({ thoughts: [], text: part.text, toolCalls: [] });
      } else {
        newest.text += part.text;
      }
    }
  }
  return steps;
}

/** The label that the server gives a tool of which the profile says nothing. */
function wordsOf(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

function storedCall(
  call: Extract<MessagePart, { type: 'tool_call' }>,
  result: ToolResultPart | undefined,
): ToolCallView {
  const { id, name, label = wordsOf(name) } = call;
  const state = result === undefined ? 'running' : result.is_error === true ? 'failed' : 'finished';
  return {
    id,
    name,
    label,
    state,
    arguments: call.arguments,
    ...omitUndefined({ result: result?.content }),
  };
}
