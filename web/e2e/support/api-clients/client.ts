/** What applications do with a client of a provider's API, by its row in the documentation. */
export const cases = [
  'streaming',
  'not streaming',
  'several turns',
  'abort ends the model call',
  '400',
  '401',
  '429',
  '`retry-after` of a 429',
  "529, or 503 of OpenAI's APIs",
  'error in mid-stream',
  'tool round trip',
  'parallel tools',
  'thought returned with its signature',
  'thought without text returned',
  'image',
  'PDF',
  'JSON schema',
  'usage',
] as const;

export type ClientCase = (typeof cases)[number];

/** A message to a model, with what it is sent with. */
export interface Question {
  readonly model: string;
  readonly isStreamed: boolean;
  readonly text?: string;
  readonly tool?: boolean;
  readonly image?: Uint8Array;
  readonly pdf?: Uint8Array;
  readonly schema?: boolean;
  /** Whether it has an option with a value that no API allows. */
  readonly isInvalid?: boolean;
}

export interface Answer {
  readonly text: string;
  /** In how many pieces the text came; 1 if it was not streamed. */
  readonly pieces: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a client reported as failed, as far as it tells an application. */
export class ClientFailure extends Error {
  constructor(
    /** Absent: the client has none. */
    readonly status: number | undefined,
    readonly retryAfter: string | null | undefined,
    cause: unknown,
  ) {
    super(`status ${String(status)}`, { cause });
  }
}

/** A conversation, which the client hands back as it received it. */
export interface ClientChat {
  /** Adds a message and returns its answer. A reported failure is a {@link ClientFailure}. */
  ask(question: Question): Promise<Answer>;

  /** Adds {@link toolResult} for each tool call of the last answer, and returns the next answer. */
  sendResults(): Promise<Answer>;

  /** Streams an answer, and aborts after its first piece. */
  abort(question: Question): Promise<void>;
}

/** A client of a provider's API, unmodified. */
export interface TestedClient {
  /** The name in the documentation. */
  readonly title: string;
  readonly overloadedStatus: 529 | 503;
  /** The cases that the client cannot express, each with the reason. */
  readonly impossible: Partial<Record<ClientCase, string>>;
  open(server: string, key: string): ClientChat;
}

/** What no client of chat completions can do. */
export const withoutSignatures: Partial<Record<ClientCase, string>> = {
  'thought returned with its signature':
    'Chat completions have no field for the signature of a thought.',
  'thought without text returned': 'Chat completions have no field for the signature of a thought.',
};

export const toolName = 'search';
export const toolResult = 'Found it';
export const maxTokens = 2_000;

/** The JSON schema of an object with one string. */
export const objectWith = (field: string) => ({
  type: 'object' as const,
  properties: { [field]: { type: 'string' as const } },
  required: [field],
  additionalProperties: false,
});

export const toolParameters = objectWith('query');
export const answerSchema = objectWith('colour');

export const base64 = (content: Uint8Array): string => Buffer.from(content).toString('base64');

export const dataUrl = (mediaType: string, content: Uint8Array): string =>
  `data:${mediaType};base64,${base64(content)}`;
