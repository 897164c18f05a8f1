import type { Citation, MessagePart, ToolResultPart } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import type { ChatMessage } from './chat-message.js';
import { citationsWithin, moved } from './citations.js';
import { runningThought } from './thoughts.js';
import { isOpen } from './tool-calls.js';
import { emptyTurn, type ThoughtView, type ToolCallView, type TurnView } from './turn-view.js';

/** What one model call of an answer has produced. Its text comes before its tool calls. */
export interface AnswerStep {
  readonly thoughts: readonly ThoughtView[];
  /** What the model said before its text, oldest first. */
  readonly notes: readonly string[];
  readonly text: string;
  /** The citations of the text. Their spans count in it. */
  readonly citations: readonly Citation[];
  readonly toolCalls: readonly ToolCallView[];
}

/** The model calls of an answer, oldest first; at least one. */
export function stepsOf({ turn, text, parts = [] }: ChatMessage): readonly AnswerStep[] {
  if (turn !== undefined) return turnSteps(turn, text);
  const stored = storedSteps(parts);
  return stored.length > 0 ? stored : [{ ...emptyStep, text }];
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

const emptyStep: AnswerStep = { thoughts: [], notes: [], text: '', citations: [], toolCalls: [] };

function turnSteps(turn: TurnView, text: string): readonly AnswerStep[] {
  const { steps, thoughts, notes, citations, toolCalls } = turn;
  const starts = [emptyTurn, ...steps];
  return starts.map((start, index) => {
    const end = starts[index + 1];
    return {
      thoughts: thoughts.slice(start.thoughts.length, end?.thoughts.length),
      notes: notes.slice(start.notes.length, end?.notes.length),
      text: text.slice(start.text.length, end?.text.length),
      citations: citationsWithin(
        citations,
        start.text.length,
        end?.text.length ?? Number.MAX_SAFE_INTEGER,
      ),
      toolCalls: toolCalls.slice(start.toolCalls.length, end?.toolCalls.length),
    };
  });
}

/** The steps of an answer of the history. Text after tool calls belongs to the next model call. */
function storedSteps(parts: readonly MessagePart[]): readonly AnswerStep[] {
  const results = new Map(
    parts.flatMap((part) => (part.type === 'tool_result' ? [[part.id, part] as const] : [])),
  );
  const steps: StoredStep[] = [];
  let resolved = true;
  let textStart = 0;
  const begin = (): StoredStep => {
    const step = { ...emptyStep, notes: [], citations: [], toolCalls: [] };
    steps.push(step);
    return step;
  };
  for (const part of parts) {
    const newest = steps.at(-1) ?? begin();
    const isAfterTools = newest.toolCalls.length > 0;
    if (part.type === 'tool_result') {
      resolved = true;
    } else if (part.type === 'tool_call') {
      const call = storedCall(part, results.get(part.id));
      (resolved && isAfterTools ? begin() : newest).toolCalls.push(call);
      resolved = false;
    } else if (part.type === 'text') {
      const step = isAfterTools ? begin() : newest;
      textStart = step.text.length;
      step.text += part.text;
    } else if (part.type === 'note') {
      (isAfterTools || newest.text !== '' ? begin() : newest).notes.push(part.text);
    } else if (part.type === 'citation') {
      newest.citations.push(moved(part, textStart));
    }
  }
  return steps.filter(
    ({ text, notes, toolCalls }) => text !== '' || notes.length > 0 || toolCalls.length > 0,
  );
}

interface StoredStep extends AnswerStep {
  readonly notes: string[];
  text: string;
  readonly citations: Citation[];
  readonly toolCalls: ToolCallView[];
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
