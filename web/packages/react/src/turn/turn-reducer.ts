import type {
  CancelledEvent,
  DoneEvent,
  ErrorEvent,
  PhaseEvent,
  SectionEvent,
  TerminalEvent,
  TurnEvent,
} from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import { put } from '../util/put.js';
import { finishRunning, withThinking, withThinkingText } from './thoughts.js';
import { withToolCall } from './tool-calls.js';
import type { PhaseView, SectionView, TurnEnd, TurnView } from './turn-view.js';

/**
 * Applies an event to a turn. Pure: the same events give the same view for every reader, live, resumed or
 * replayed. Events after the terminal one have no effect.
 */
export function turnReducer(turn: TurnView, event: TurnEvent): TurnView {
  if (turn.status === 'ended') {
    return turn;
  }
  switch (event.type) {
    case 'start':
      return {
        ...turn,
        turnId: event.turn_id,
        conversationId: event.conversation_id,
        userMessageId: event.user_message_id,
        assistantMessageId: event.assistant_message_id,
        ...omitUndefined({ continues: event.continues, simulated: event.simulated }),
      };
    case 'phase':
      return { ...turn, phases: withPhase(turn.phases, event) };
    case 'sources':
      return { ...turn, sources: event.sources };
    case 'estimate':
      // Without samples it is a guess, which people would take for a measurement.
      return event.samples === 0
        ? turn
        : { ...turn, estimate: { ttftMs: event.ttft_ms, totalMs: event.total_ms } };
    case 'model':
      // What the model before it was thinking is over.
      return {
        ...turn,
        model: { name: event.model, reason: event.reason },
        thoughts: finishRunning(turn.thoughts),
      };
    case 'summary_text':
    case 'summary': {
      const complete = event.type === 'summary';
      const before = complete ? undefined : turn.summary;
      return { ...turn, summary: { text: (before?.text ?? '') + event.text, complete } };
    }
    case 'thinking':
      return { ...progressed(turn), thoughts: withThinking(turn.thoughts, event) };
    case 'thinking_text':
      return { ...turn, thoughts: withThinkingText(turn.thoughts, event.text) };
    case 'tool_call':
    case 'tool_arguments':
      return { ...progressed(turn), toolCalls: withToolCall(turn.toolCalls, event) };
    case 'tool_wait':
      return { ...turn, toolCalls: withToolCall(turn.toolCalls, { id: event.id, wait: event }) };
    case 'step':
      return { ...progressed(turn), steps: [...turn.steps, turn] };
    case 'text':
      return { ...progressed(turn), status: 'writing', text: turn.text + event.text };
    case 'note':
      return { ...progressed(turn), notes: [...turn.notes, event.text] };
    case 'discard':
      return { ...turn, text: turn.text.slice(0, event.kept) };
    case 'citation':
      return { ...turn, citations: [...turn.citations, event] };
    case 'section':
      return {
        ...turn,
        sectionCount: event.count,
        sections: withSection(turn.sections, event),
      };
    case 'slow':
      return {
        ...turn,
        slow: {
          message: event.message,
          waitedMs: event.waited_ms,
          ...omitUndefined({ kind: event.kind, typicalMs: event.typical_ms }),
        },
      };
    case 'done':
    case 'cancelled':
    case 'error':
      return ended(turn, event);
    default:
      return turn;
  }
}

/** The turn after something that it waited for: it is not slow any more, and no thought is in progress. */
function progressed({ slow: _slow, ...turn }: TurnView): TurnView {
  return { ...turn, thoughts: finishRunning(turn.thoughts) };
}

/** A phase that starts again, such as for a second model, moves to the end. */
function withPhase(phases: readonly PhaseView[], event: PhaseEvent): readonly PhaseView[] {
  const { type: _type, elapsed_ms: elapsedMs, ...fields } = event;
  const known = phases.find((phase) => phase.name === fields.name);
  return fields.state === 'started'
    ? [...phases.filter((phase) => phase !== known), { startedMs: elapsedMs, ...fields }]
    : put(phases, known, { startedMs: elapsedMs, ...known, ...fields, finishedMs: elapsedMs });
}

function withSection(
  sections: readonly SectionView[],
  { index, title, state }: SectionEvent,
): readonly SectionView[] {
  const known = sections.find((section) => section.index === index);
  return put(sections, known, { index, title, state });
}

function ended(turn: TurnView, event: TerminalEvent): TurnView {
  return {
    ...progressed(turn),
    status: 'ended',
    end: endOf(event),
    ...omitUndefined({ latency: event.latency }),
  };
}

/** Any end, whichever fields it has. */
type AnyEnd = Partial<
  Omit<DoneEvent, 'type'> & Omit<CancelledEvent, 'type'> & Omit<ErrorEvent, 'type'>
>;

function endOf(event: TerminalEvent): TurnEnd {
  const {
    usage,
    by,
    code,
    message,
    action,
    finish_reason: finishReason,
    retry_after_ms: retryAfterMs,
  }: AnyEnd = event;
  const kind = event.type === 'error' ? 'failed' : event.type;
  return omitUndefined({
    kind,
    finishReason,
    usage,
    by,
    code,
    message,
    action,
    retryAfterMs,
  }) as TurnEnd;
}
