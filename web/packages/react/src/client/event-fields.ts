import type { TurnEvent, UnknownEvent } from './events.js';

type KnownType = Exclude<TurnEvent, UnknownEvent>['type'];

/**
 * The fields that an event must have to be shown, each with an example of its type. All other fields are
 * optional. An event without one of these is passed on as `unknown`, so that a reader never prints
 * "undefined".
 */
const requiredFields: Readonly<Record<KnownType, object>> = {
  start: { turn_id: '', conversation_id: '', user_message_id: '', assistant_message_id: '' },
  phase: { name: '', label: '', state: '', elapsed_ms: 0 },
  sources: { sources: [] },
  citation: { index: 0 },
  note: { text: '' },
  discard: { kept: 0 },
  estimate: { ttft_ms: {}, total_ms: {} },
  model: { model: '' },
  summary_text: { text: '' },
  summary: { text: '' },
  thinking: { state: '', elapsed_ms: 0 },
  thinking_text: { text: '' },
  tool_call: { id: '', name: '', label: '', state: '', elapsed_ms: 0 },
  tool_arguments: { id: '', text: '' },
  tool_wait: {},
  step: {},
  full_start: {},
  text: { text: '' },
  section: { index: 0, count: 0, title: '', state: '' },
  slow: { message: '', waited_ms: 0 },
  stream_end: {},
  done: {},
  cancelled: {},
  error: { message: '' },
};

function isKnownType(type: string): type is KnownType {
  return Object.hasOwn(requiredFields, type);
}

/**
 * Parses the JSON of one event.
 *
 * @returns the event, `unknown` for a type this version does not know, or `undefined` if the text is not a
 *   JSON object with a `type`
 */
export function parseTurnEvent(json: string): TurnEvent | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return undefined;
  }
  // Only an object can have a type.
  const fields = (parsed ?? {}) as Record<string, unknown>;
  const type = fields['type'];
  if (typeof type !== 'string') {
    return undefined;
  }
  const complete =
    isKnownType(type) &&
    Object.entries(requiredFields[type]).every(
      ([name, example]) => typeof (fields[name] ?? undefined) === typeof example,
    );
  return complete ? (parsed as TurnEvent) : { type: 'unknown', name: type, fields };
}
