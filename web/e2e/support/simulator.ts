/** What can go wrong at a simulated provider. */
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

/** How fast and how much the simulated models write. */
export interface Pace {
  readonly firstTokenMs: number;
  /** Absent: each first token is as late as the next. */
  readonly firstTokenP99Ms?: number;
  readonly tokensPerSecond: number;
  /** Absent: as many as the question asks for. */
  readonly outputTokens?: number;
  /** What all chance derives from; calls are numbered anew, so that the next one is as the first one was. */
  readonly seed?: number;
}

/** What the simulator has counted since it was last reset. */
export interface SimulatorStats {
  readonly calls: number;
  readonly open: number;
  readonly finished: number;
  readonly closed_by_client: number;
  /** The newest calls. */
  readonly recent: readonly { readonly model: string; readonly ended_at_ms?: number }[];
}

const models = ['claude-haiku-4-5-20251001', 'claude-sonnet-4-6', 'claude-opus-4-6'];

/** The simulated provider's controls. */
export class Simulator {
  constructor(readonly url: string) {}

  /** Restores the defaults and forgets the counts. */
  async reset(): Promise<void> {
    await this.ask('DELETE', '/simulator/settings');
    await this.forgetCounts();
  }

  async forgetCounts(): Promise<void> {
    await this.ask('DELETE', '/simulator/stats');
  }

  /** Sets the pace of every model. */
  async writeAt({
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

  /** Makes answers short and fast after the first token, whose latency stays that of the model. */
  async writeShortly(): Promise<void> {
    const model = { tokens_per_second: 2_000, output_tokens: 20 };
    await this.ask('PUT', '/simulator/settings', {
      models: Object.fromEntries(models.map((name) => [name, model])),
    });
  }

  /** Makes every call meet a fault; a rate limit without a rest is one that no waiting lifts. */
  async failWith(kind: FaultKind, afterTokens = 0, retryAfterSeconds?: number): Promise<void> {
    await this.ask('PUT', '/simulator/settings', {
      faults: [
        { kind, rate: 1, model: '*', after_tokens: afterTokens, retry_after_s: retryAfterSeconds },
      ],
    });
  }

  async work(): Promise<void> {
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
