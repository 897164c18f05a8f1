import { fileURLToPath } from 'node:url';

import { Firstword } from '../../support/firstword.js';
import { ChildServer } from '../../support/child-server.js';
import { type Pace, Simulator } from '../../support/simulator.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { type Contender, firstwords } from './contenders.js';

const launcher = fileURLToPath(new URL('../../../../firstword', import.meta.url));
const server = fileURLToPath(new URL('../../../stacks/server.js', import.meta.url));

export const question = 'How does memory affect AWS Lambda?';

/** An answer of 12 s. Each run sets the time of its first token; the same seed produces the same stalls. */
export function pace(firstTokenMs: number, seed: number): Pace {
  return { firstTokenMs, tokensPerSecond: 60, outputTokens: 720, seed };
}

/** Firstword and the usual stack with the same simulated model, each over separate connections. */
export class Stacks {
  private constructor(
    readonly simulator: Simulator,
    private readonly firstword: Side,
    private readonly usual: Side,
    private readonly stopping: readonly (() => Promise<void>)[],
  ) {}

  /** If wired, connections can be cut or stalled. Otherwise they are direct. */
  static async start(wired: boolean): Promise<Stacks> {
    const models = await ChildServer.start(launcher, ['simulate']);
    const simulator = new Simulator(models.url);
    const stopping: (() => Promise<void>)[] = [];
    const lay = async (to: string): Promise<TcpProxy | undefined> => {
      if (!wired) return undefined;
      const proxy = await TcpProxy.connect(to);
      stopping.push(() => proxy.remove());
      return proxy;
    };
    const ourModels = await lay(models.url);
    // The usual stack calls the same model, so the simulator draws the same latencies for both.
    const ours = await Firstword.startWithModels(ourModels?.url ?? models.url, simulator, {
      model: 'claude-sonnet-4-6',
    });
    stopping.push(() => ours.stop());
    const ourNetwork = await lay(ours.url);
    const theirModels = await lay(models.url);
    const theirs = await ChildServer.start(process.execPath, [
      server,
      theirModels?.url ?? models.url,
    ]);
    stopping.push(() => theirs.stop());
    const theirNetwork = await lay(theirs.url);
    stopping.push(() => models.stop());
    return new Stacks(
      simulator,
      { url: ourNetwork?.url ?? ours.url, models: ourModels, network: ourNetwork },
      { url: theirNetwork?.url ?? theirs.url, models: theirModels, network: theirNetwork },
      stopping,
    );
  }

  sideOf(contender: Contender): Side {
    return contender === firstwords ? this.firstword : this.usual;
  }

  async stop(): Promise<void> {
    for (const stop of this.stopping) await stop();
  }
}

/** The address of a server, and the connections to it and from it to its model. */
export interface Side {
  readonly url: string;
  readonly models: TcpProxy | undefined;
  readonly network: TcpProxy | undefined;
}
