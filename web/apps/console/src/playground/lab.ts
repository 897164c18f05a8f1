import type { Fetch, TurnRequest } from '@firstword/react/client';

import type { PlaygroundSettings } from './playground-settings.js';

/** What phases are made to last, and whether they wait for each other: the contract's `/api/lab`. */
export interface LabState {
  readonly delay: Readonly<Record<string, string>>;
  readonly sequential: boolean;
}

/** The worked example's phases before the model, summing to 570 ms one after another. */
export const workedDelays: LabState['delay'] = {
  auth: '40ms',
  history: '180ms',
  embedding: '100ms',
  search: '200ms',
  reranking: '50ms',
};

/** What an uncached prompt of 10,000 tokens costs in the worked example is 1.1 s. */
const uncachedMsPer1k = 110;

/** The server's laboratory, where it has one: slowed phases, the simulated models' pace, and a crowd that asks too. */
export class Lab {
  constructor(
    private readonly fetch: Fetch,
    private readonly headers: () => Record<string, string>,
  ) {}

  async state(): Promise<LabState> {
    return (await (await this.ask('GET', '/api/lab')).json()) as LabState;
  }

  async change(state: LabState): Promise<void> {
    await this.ask('PUT', '/api/lab', state);
  }

  /** Gives the simulated models the pace of the sliders. */
  async pace(settings: PlaygroundSettings, models: readonly string[]): Promise<void> {
    const { firstTokenMs, tokensPerSecond, outputTokens } = settings;
    await this.ask('PUT', '/api/lab/simulator', {
      uncached_input_ms_per_1k: uncachedMsPer1k,
      models: Object.fromEntries(
        models.map((name) => [
          name,
          {
            ttft_ms: { p50: firstTokenMs, p99: Math.round(firstTokenMs * 1.3) },
            tokens_per_second: tokensPerSecond,
            output_tokens: outputTokens,
          },
        ]),
      ),
    });
  }

  /** Gives them back the pace that they had. */
  async restore(): Promise<void> {
    await this.ask('DELETE', '/api/lab/simulator');
  }

  /** Lets somebody else ask, who is not at this page; gives the conversation that they have. */
  async submit(request: TurnRequest): Promise<string> {
    const job = (await (await this.ask('POST', '/api/jobs', request)).json()) as {
      readonly conversation_id: string;
    };
    return job.conversation_id;
  }

  /** Stops what is being written in a conversation, and forgets it. */
  async forget(conversationId: string): Promise<void> {
    await this.ask('DELETE', `/api/conversations/${encodeURIComponent(conversationId)}`);
  }

  private async ask(method: string, path: string, body?: object): Promise<Response> {
    const response = await this.fetch(path, {
      method,
      headers: { ...this.headers(), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${String(response.status)}.`);
    return response;
  }
}
