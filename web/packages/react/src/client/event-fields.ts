import type { TurnEvent, UnknownEvent } from './events.js';

type FieldType = 'string' | 'number' | 'object';
type KnownType = Exclude<TurnEvent, UnknownEvent>['type'];

/**
 * The fields without which an event could not be shown. Everything else may be missing: an event that
 * lacks one of these is carried as unknown, so that a reader never prints "undefined".
 */
const requiredFields: Readonly<Record<KnownType, Readonly<Record<string, FieldType>>>> = {
  start: {
    turn_id: 'string',
    conversation_id: 'string',
    user_message_id: 'string',
    assistant_message_id: 'string',
  },
  phase: { name: 'string', label: 'string', state: 'string', elapsed_ms: 'number' },
  sources: { sources: 'object' },
  estimate: { ttft_ms: 'object', total_ms: 'object' },
  model: { model: 'string' },
  summary_text: { text: 'string' },
  summary: { text: 'string' },
  full_start: {},
  text: { text: 'string' },
  section: { index: 'number', count: 'number', title: 'string', state: 'string' },
  slow: { message: 'string', waited_ms: 'number' },
  stream_end: {},
  done: {},
  cancelled: {},
  error: { message: 'string' },
};

function isKnownType(type: string): type is KnownType {
  return Object.hasOwn(requiredFields, type);
}

/**
 * Reads the JSON of one event.
 *
 * @returns the event, `unknown` for a type this version does not know, or `undefined` where the text is
 *   not a JSON object with a `type`
 */
export function parseTurnEvent(json: string): TurnEvent | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) {
    return undefined;
  }
  const fields = parsed as Record<string, unknown>;
  const type = fields['type'];
  if (typeof type !== 'string') {
    return undefined;
  }
  const complete =
    isKnownType(type) &&
    Object.entries(requiredFields[type]).every(([name, expected]) => {
      const value = fields[name];
      return value !== null && typeof value === expected;
    });
  return complete ? (parsed as TurnEvent) : { type: 'unknown', name: type, fields };
}
