import type { Fetch, TurnRequest } from '@firstword/react/client';

import { agentSteps } from './example-tools.js';
import type { Behavior, PlaygroundSettings } from './playground-settings.js';

/**
 * Injected phase durations, and whether phases run one after another. The path `/api/lab` is part of the contract, so
 * it keeps its name.
 */
export interface LatencyInjectionState {
  readonly delay: Readonly<Record<string, string>>;
  readonly sequential: boolean;
}

/** The phases before the model in the worked example: 570 ms in sequence. */
export const workedExampleDelays: LatencyInjectionState['delay'] = {
  auth: '40ms',
  history: '180ms',
  embedding: '100ms',
  search: '200ms',
  reranking: '50ms',
};

/** In the worked example, an uncached prompt of 10,000 tokens costs 1.1 s. */
const uncachedMsPer1k = 110;

/** How long a simulated model thinks. */
const thinkingMs = { p50: 8_000, p99: 9_000 };

/** The settings of a simulated model that does more than answer. */
function behaviorOf(behavior: Behavior): object {
  if (behavior === 'answer') return {};
  const thinking = { ms: thinkingMs, display: 'summarized' };
  if (behavior === 'think') return { thinking };
  return {
    thinking: { ...thinking, ms: { p50: 3_000, p99: 4_000 } },
    agent: { steps: agentSteps },
  };
}

/**
 * Client for the server's latency injection, if it is enabled. Controls injected phase latency, the pace of
 * simulated models, and concurrent users.
 */
export class LatencyInjectionClient {
  constructor(
    private readonly fetch: Fetch,
    private readonly headers: () => Record<string, string>,
  ) {}

  async state(): Promise<LatencyInjectionState> {
    return (await (await this.request('GET', '/api/lab')).json()) as LatencyInjectionState;
  }

  async update(state: LatencyInjectionState): Promise<void> {
    await this.request('PUT', '/api/lab', state);
  }

  /** Sets the pace of the simulated models from the sliders. */
  async setPace(settings: PlaygroundSettings, models: readonly string[]): Promise<void> {
    const { firstTokenMs, tokensPerSecond, outputTokens } = settings;
    await this.request('PUT', '/api/lab/simulator', {
      uncached_input_ms_per_1k: uncachedMsPer1k,
      // Other faults of the simulator stay: they were injected on purpose.
      ...(settings.delivery === 'held' ? { faults: [{ kind: 'answer_as_json' }] } : {}),
      models: Object.fromEntries(
        models.map((name) => [
          name,
          {
            ttft_ms: { p50: firstTokenMs, p99: Math.round(firstTokenMs * 1.3) },
            tokens_per_second: tokensPerSecond,
            output_tokens: outputTokens,
            ...behaviorOf(settings.behavior),
          },
        ]),
      ),
    });
  }

  /** Restores the original pace of the simulated models. */
  async restorePace(): Promise<void> {
    await this.request('DELETE', '/api/lab/simulator');
  }

  /** Starts a job on behalf of a simulated user, and returns the ID of its conversation. */
  async startJob(request: TurnRequest): Promise<string> {
    const job = (await (await this.request('POST', '/api/jobs', request)).json()) as {
      readonly conversation_id: string;
    };
    return job.conversation_id;
  }

  /** Stops the turn in a conversation, and deletes the conversation. */
  async deleteConversation(conversationId: string): Promise<void> {
    await this.request('DELETE', `/api/conversations/${encodeURIComponent(conversationId)}`);
  }

  private async request(method: string, path: string, body?: object): Promise<Response> {
    const response = await this.fetch(path, {
      method,
      headers: { ...this.headers(), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${String(response.status)}.`);
    return response;
  }
}
