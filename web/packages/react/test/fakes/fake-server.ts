import type {
  About,
  Action,
  ConversationPage,
  ConversationSummary,
  Fetch,
  ToolResult,
  TurnEvent,
} from '../../src/client/index.js';
import { start } from './events.js';

/** A request as received by the server. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Answer = (request: SeenRequest, signal: AbortSignal) => Promise<Response>;

/** An open response: a reader of a turn's log. */
export class FakeConnection {
  readonly response: Response;
  isOpen = true;
  private controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor(turnId: string, signal: AbortSignal) {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.controller = controller;
      },
      cancel: () => {
        this.isOpen = false;
      },
    });
    signal.addEventListener('abort', () => {
      this.cut();
    });
    this.response = new Response(body, {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'turn-id': turnId },
    });
  }

  /** Sends raw bytes. */
  send(bytes: string): void {
    if (this.isOpen) this.controller.enqueue(new TextEncoder().encode(bytes));
  }

  sendEvent(sequence: number, event: TurnEvent): void {
    this.send(`id: ${String(sequence)}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  /** Ends the response normally, whatever the state of the turn. */
  close(): void {
    if (this.isOpen) this.controller.close();
    this.isOpen = false;
  }

  /** Breaks the connection. */
  cut(): void {
    if (this.isOpen) this.controller.error(new TypeError('network error'));
    this.isOpen = false;
  }
}

/** A turn on the server: its log and its readers. */
export class FakeTurn {
  readonly log: TurnEvent[] = [];
  readonly connections: FakeConnection[] = [];
  /** The results of tool calls, as they arrived. */
  readonly results: ToolResult[] = [];

  constructor(readonly id: string) {}

  /** Appends to the log and notifies every reader. */
  append(...events: TurnEvent[]): void {
    for (const event of events) {
      this.log.push(event);
      for (const connection of this.connections) connection.sendEvent(this.log.length, event);
    }
  }

  /** The most recent connection. */
  get connection(): FakeConnection {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new Error(`Nobody reads ${this.id}.`);
    return connection;
  }

  read(after: number, signal: AbortSignal): FakeConnection {
    const connection = new FakeConnection(this.id, signal);
    this.connections.push(connection);
    this.log.slice(after).forEach((event, index) => {
      connection.sendEvent(after + index + 1, event);
    });
    return connection;
  }
}

/** A fake server that implements the protocol, with injectable faults. */
export class FakeServer {
  readonly requests: SeenRequest[] = [];
  readonly turns: FakeTurn[] = [];
  readonly conversations = new Map<string, ConversationPage>();
  /** The contents of attachments, by their path. */
  readonly attachments = new Map<string, Blob>();
  list: readonly ConversationSummary[] = [];
  about: About = {
    name: 'Firstword',
    version: '0.1.0',
    simulated: true,
    profiles: [{ name: 'chat', title: 'Chat' }],
    models: ['claude-sonnet-4-6'],
  };
  /** The accepted credential; absent: none is required. */
  credential: string | undefined;
  private readonly turnsByKey = new Map<string, FakeTurn>();
  private readonly planned: Answer[] = [];

  /** The client's `fetch`. */
  readonly fetch: Fetch = async (url, init) => {
    const signal = init.signal ?? new AbortController().signal;
    const request: SeenRequest = {
      method: init.method ?? 'GET',
      path: url,
      headers: init.headers as Record<string, string>,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    };
    this.requests.push(request);
    signal.throwIfAborted();
    // A planned fault applies to what the user does, not to preparation requests.
    const ahead = url === '/api/prepare';
    const answer = (ahead ? undefined : this.planned.shift()) ?? this.answer;
    return await answer(request, signal);
  };

  /** The most recently started turn. */
  get turn(): FakeTurn {
    const turn = this.turns.at(-1);
    if (turn === undefined) throw new Error('No turn has been started.');
    return turn;
  }

  /** Adds a turn that was started earlier, with its first event. */
  addTurn(conversation = 'c1', continues?: string): FakeTurn {
    const number = this.turns.length + 1;
    const turn = new FakeTurn(`t${String(number)}`);
    const first = start(number, conversation);
    turn.append(continues === undefined ? first : { ...first, continues });
    this.turns.push(turn);
    return turn;
  }

  requestsTo(path: string): readonly SeenRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  /** The next request fails as on a dead network, and never arrives. */
  losesNext(times = 1): void {
    for (let time = 0; time < times; time += 1) {
      this.planned.push(() => Promise.reject(new TypeError('network error')));
    }
  }

  /** The next request arrives and takes effect, but its response is lost. */
  losesNextAnswer(): void {
    this.planned.push(async (request, signal) => {
      await this.answer(request, signal);
      throw new TypeError('network error');
    });
  }

  /** The next request is never answered. */
  leavesNextUnanswered(): void {
    this.planned.push(
      (_request, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new TypeError('aborted'));
          });
        }),
    );
  }

  /** The next request is rejected. */
  refusesNext(status: number, problem: object, headers: Record<string, string> = {}): void {
    this.answersNext(
      new Response(JSON.stringify(problem), {
        status,
        headers: { 'content-type': 'application/problem+json', ...headers },
      }),
    );
  }

  answersNext(response: Response): void {
    this.planned.push(() => Promise.resolve(response));
  }

  private readonly answer: Answer = (request, signal) => {
    const { method, path, headers } = request;
    if (path === '/api/about') {
      return Promise.resolve(Response.json(this.about));
    }
    if (this.credential !== undefined && headers['authorization'] !== `Bearer ${this.credential}`) {
      return Promise.resolve(problem(401, 'This key is not known.', 'sign_in'));
    }
    if (method === 'POST' && path === '/api/chat/stream') {
      const key = headers['idempotency-key'] ?? '';
      const { continues } = request.body as { readonly continues?: string };
      const turn = this.turnsByKey.get(key) ?? this.addTurn('c1', continues);
      this.turnsByKey.set(key, turn);
      return Promise.resolve(turn.read(0, signal).response);
    }
    if (path === '/api/prepare') {
      return Promise.resolve(new Response(null, { status: 202 }));
    }
    if (/^\/api\/conversations(?:\?|$)/.test(path)) {
      const asked = new URLSearchParams(path.split('?')[1]);
      const origin = asked.get('origin');
      const text = asked.get('q')?.toLowerCase() ?? '';
      const conversations = this.list.filter(
        (each) =>
          (origin === null || (each.origin ?? 'chat') === origin) &&
          (each.title ?? '').toLowerCase().includes(text),
      );
      return Promise.resolve(Response.json({ conversations }));
    }
    const [, renamed] = /^\/api\/conversations\/([^/?]+)$/.exec(path) ?? [];
    if (method === 'PATCH') {
      const { title } = request.body as { readonly title: string };
      this.list = this.list.map((each) => (each.id === renamed ? { ...each, title } : each));
      return Promise.resolve(new Response(null, { status: 204 }));
    }
    const [, turnId, verb] =
      /^\/api\/turns\/([^/]+?)(?:\/(stream|cancel|tool_results))?$/.exec(path) ?? [];
    const turn = this.turns.find(({ id }) => id === turnId);
    if (turn !== undefined && verb === 'stream') {
      return Promise.resolve(turn.read(Number(headers['last-event-id'] ?? 0), signal).response);
    }
    if (turn !== undefined && verb === 'cancel') {
      return Promise.resolve(new Response(null, { status: 202 }));
    }
    if (turn !== undefined && path === `/api/turns/${turn.id}`) {
      const record = { state: 'tools', text: '', last_event_id: turn.log.length };
      return Promise.resolve(Response.json(record));
    }
    if (turn !== undefined && verb === 'tool_results') {
      const { results } = request.body as { readonly results: readonly ToolResult[] };
      turn.results.push(...results);
      return Promise.resolve(
        Response.json({ accepted: results.map(({ id }) => id), ignored: [] }, { status: 202 }),
      );
    }
    const content = this.attachments.get(path);
    if (content !== undefined) {
      return Promise.resolve(new Response(content));
    }
    const [, conversation, query = ''] = /^\/api\/conversations\/([^?]+)(\?.*)?$/.exec(path) ?? [];
    const before = new URLSearchParams(query).get('before');
    const page = this.conversations.get(before ?? conversation ?? '');
    if (page !== undefined && method === 'GET') {
      return Promise.resolve(Response.json(page));
    }
    return Promise.resolve(problem(404, 'There is no such thing here.', 'edit'));
  };
}

function problem(status: number, detail: string, action: Action): Response {
  return new Response(JSON.stringify({ detail, action }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });
}
