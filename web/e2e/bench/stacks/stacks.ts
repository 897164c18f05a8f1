import { fileURLToPath } from 'node:url';

import { Firstword } from '../../support/firstword.js';
import { ChildServer } from '../../support/child-server.js';
import { type Pace, Simulator } from '../../support/simulator.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { type Contender, firstwords } from './contenders.js';

const launcher = fileURLToPath(new URL('../../../../firstword', import.meta.url));
const server = fileURLToPath(new URL('../../../stacks/server.js', import.meta.url));

export const question = 'How does memory affect AWS Lambda?';

/** An answer of 12 s. Each run sets its first token; with the same seed, its stalls are the same. */
export function pace(firstTokenMs: number, seed: number): Pace {
  return { firstTokenMs, tokensPerSecond: 60, outputTokens: 720, seed };
}

/** Firstword and the usual stack in front of the same simulated model, each behind proxies of its own. */
export class Stacks {
  private constructor(
    readonly simulator: Simulator,
    private readonly firstword: Side,
    private readonly usual: Side,
    private readonly stopping: readonly (() => Promise<void>)[],
  ) {}

  /** With proxies: over proxies that can be cut or stalled. Otherwise, connections are direct. */
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
    // The model that the usual stack uses too, so that the simulator draws the same times for both.
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

/** Where one server is reached, with the proxies to it and from it to its model. */
export interface Side {
  readonly url: string;
  readonly models: TcpProxy | undefined;
  readonly network: TcpProxy | undefined;
}
