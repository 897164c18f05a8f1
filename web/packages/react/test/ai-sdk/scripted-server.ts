/** A request that the transport has sent. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
}

type Reply = (request: SentRequest) => Response | Promise<Response>;

/** Answers each request with the next reply. */
export class ScriptedServer {
  readonly requests: SentRequest[] = [];
  readonly #replies: Reply[];

  constructor(...replies: readonly Reply[]) {
    this.#replies = [...replies];
  }

  readonly fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const request = {
      method: init.method ?? 'GET',
      url: input as string,
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
    };
    this.requests.push(request);
    if (/stop$|vitals$/.test(request.url)) return new Response('{}');
    const reply = this.#replies.shift();
    if (reply === undefined) throw new Error(`No reply is left for ${request.url}.`);
    return await reply(request);
  };

  /** The requests to addresses that end so. */
  sentTo(end: string): readonly SentRequest[] {
    return this.requests.filter(({ url }) => url.endsWith(end));
  }
}

/** How a connection continues after what was sent. */
type Ending = 'end' | 'break' | 'silence';

/** A stream of frames, each written by itself. */
export function stream(frames: readonly string[], ending: Ending = 'end'): Reply {
  return () => {
    const left = [...frames];
    return new Response(
      new ReadableStream<Uint8Array>({
        async pull(controller) {
          const frame = left.shift();
          if (frame !== undefined) controller.enqueue(new TextEncoder().encode(frame));
          else if (ending === 'end') controller.close();
          else if (ending === 'break') controller.error(new TypeError('network error'));
          else await new Promise(() => undefined);
        },
      }),
      { headers: { 'content-type': 'text/event-stream' } },
    );
  };
}

export const lost: Reply = () => Promise.reject(new TypeError('Failed to fetch'));

export const nothing: Reply = () => new Response(null, { status: 204 });

export function problem(status: number, detail: string): Reply {
  return () =>
    new Response(JSON.stringify({ detail, action: 'wait' }), {
      status,
      headers: { 'content-type': 'application/problem+json' },
    });
}

export const start =
  'data: {"type":"start","messageId":"msg_2","messageMetadata":{"turn_id":"turn_1"}}\n\n' +
  'id: 1\ndata: {"type":"start-step"}\n\n';
export const hello =
  'data: {"type":"text-start","id":"text-1"}\n\n' +
  'id: 2\ndata: {"type":"text-delta","id":"text-1","delta":"Hello"}\n\n';
export const world = 'id: 3\ndata: {"type":"text-delta","id":"text-1","delta":" world"}\n\n';
export const finish =
  'data: {"type":"text-end","id":"text-1"}\n\ndata: {"type":"finish-step"}\n\n' +
  'id: 4\ndata: {"type":"finish","finishReason":"stop"}\n\n';
export const done = 'data: [DONE]\n\n';
