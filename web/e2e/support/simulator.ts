/** The faults of a simulated provider. */
export type FaultKind =
  | 'refuse'
  | 'authentication'
  | 'rate_limit'
  | 'server_error'
  | 'overloaded'
  | 'silence'
  | 'cut'
  | 'malformed'
  | 'huge_event'
  | 'slow_drip';

/** The pace and length of the simulated models' answers. */
export interface Pace {
  readonly firstTokenMs: number;
  /** Absent: all first tokens are equally late. */
  readonly firstTokenP99Ms?: number;
  readonly tokensPerSecond: number;
  /** Absent: as many as the question asks for. */
  readonly outputTokens?: number;
  /** The random seed. Setting it restarts the numbering of calls, so that the next call repeats the first. */
  readonly seed?: number;
}

/** How long the simulated models think, and what they show of it. */
export interface Thinking {
  readonly ms: number;
  readonly display: 'summarized' | 'omitted' | 'counts' | 'raw' | 'redacted';
}

/** The simulator's counts since the last reset. */
export interface SimulatorStats {
  readonly calls: number;
  readonly open: number;
  readonly finished: number;
  readonly closed_by_client: number;
  /** The most recent calls. */
  readonly recent: readonly { readonly model: string; readonly ended_at_ms?: number }[];
}

const models = ['claude-haiku-4-5-20251001', 'claude-sonnet-4-6', 'claude-opus-4-6'];

/** The control API of the simulated provider. */
export class Simulator {
  constructor(readonly url: string) {}

  /** Restores the defaults and clears the counts. */
  async reset(): Promise<void> {
    await this.ask('DELETE', '/simulator/settings');
    await this.resetCounts();
  }

  async resetCounts(): Promise<void> {
    await this.ask('DELETE', '/simulator/stats');
  }

  /** Sets the pace of every model. */
  async setPace({
    firstTokenMs,
    firstTokenP99Ms,
    tokensPerSecond,
    outputTokens,
    seed,
  }: Pace): Promise<void> {
    const model = {
      ttft_ms: { p50: firstTokenMs, p99: firstTokenP99Ms ?? firstTokenMs + 1 },
      tokens_per_second: tokensPerSecond,
      output_tokens: outputTokens ?? null,
    };
    await this.ask('PUT', '/simulator/settings', {
      uncached_input_ms_per_1k: 0,
      ...(seed === undefined ? {} : { seed }),
      models: Object.fromEntries(models.map((name) => [name, model])),
    });
  }

  /** Adds a model with the default settings, or resets it to them. */
  async addModel(name: string): Promise<void> {
    await this.ask('PUT', '/simulator/settings', { models: { [name]: {} } });
  }

  /** Makes every model think before it answers, or not at all. */
  async setThinking(thinking: Thinking | null): Promise<void> {
    const model = {
      thinking:
        thinking === null
          ? null
          : { ms: { p50: thinking.ms, p99: thinking.ms + 1 }, display: thinking.display },
    };
    await this.ask('PUT', '/simulator/settings', {
      models: Object.fromEntries(models.map((name) => [name, model])),
    });
  }

  /** Makes every model call tools before it answers: those of a list at the same time, list by list. */
  async setAgent(steps: readonly (readonly string[])[]): Promise<void> {
    await this.ask('PUT', '/simulator/settings', {
      models: Object.fromEntries(models.map((name) => [name, { agent: { steps } }])),
    });
  }

  /** Makes answers short and fast. The latency of the first token remains that of the model. */
  async setShortAnswers(): Promise<void> {
    const model = { tokens_per_second: 2_000, output_tokens: 20 };
    await this.ask('PUT', '/simulator/settings', {
      models: Object.fromEntries(models.map((name) => [name, model])),
    });
  }

  /** Injects a fault into every call. A rate limit without `retry_after` never lifts. */
  async injectFault(kind: FaultKind, afterTokens = 0, retryAfterSeconds?: number): Promise<void> {
    await this.ask('PUT', '/simulator/settings', {
      faults: [
        { kind, rate: 1, model: '*', after_tokens: afterTokens, retry_after_s: retryAfterSeconds },
      ],
    });
  }

  async clearFaults(): Promise<void> {
    await this.ask('PUT', '/simulator/settings', { faults: [] });
  }

  async stats(): Promise<SimulatorStats> {
    return (await (await this.ask('GET', '/simulator/stats')).json()) as SimulatorStats;
  }

  private async ask(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(this.url + path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(
        `${method} ${path} answered ${String(response.status)}: ${await response.text()}`,
      );
    }
    return response;
  }
}
