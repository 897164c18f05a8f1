import { fileURLToPath } from 'node:url';

import { Firstword } from '../../support/firstword.js';
import { Listening } from '../../support/listening.js';
import { type Pace, Simulator } from '../../support/simulator.js';
import { Wire } from '../../support/wire.js';
import { type Contender, firstwords } from './contenders.js';

const launcher = fileURLToPath(new URL('../../../../firstword', import.meta.url));
const server = fileURLToPath(new URL('../../../stacks/server.js', import.meta.url));

export const question = 'How does memory affect AWS Lambda?';

/** An answer of 12 s, whose first token comes when a run says; with the same seed, the same stalls in it. */
export function answerAfter(firstTokenMs: number, seed: number): Pace {
  return { firstTokenMs, tokensPerSecond: 60, outputTokens: 720, seed };
}

/** Firstword and the usual stack before the same simulated model, each behind wires of its own. */
export class Stacks {
  private constructor(
    readonly simulator: Simulator,
    private readonly firstword: Side,
    private readonly usual: Side,
    private readonly stopping: readonly (() => Promise<void>)[],
  ) {}

  /** Wired: through wires that can be cut or stalled. Otherwise nothing is in between. */
  static async start(wired: boolean): Promise<Stacks> {
    const models = await Listening.start(launcher, ['simulate']);
    const simulator = new Simulator(models.url);
    const stopping: (() => Promise<void>)[] = [];
    const lay = async (to: string): Promise<Wire | undefined> => {
      if (!wired) return undefined;
      const wire = await Wire.to(to);
      stopping.push(() => wire.remove());
      return wire;
    };
    const ourModels = await lay(models.url);
    // The model that the usual stack asks, too: the simulator then draws the same times for both.
    const ours = await Firstword.startBefore(ourModels?.url ?? models.url, simulator, {
      model: 'claude-sonnet-4-6',
    });
    stopping.push(() => ours.stop());
    const ourNetwork = await lay(ours.url);
    const theirModels = await lay(models.url);
    const theirs = await Listening.start(process.execPath, [
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

/** Where one server is reached, and the wires that lead to it and from it to its model. */
export interface Side {
  readonly url: string;
  readonly models: Wire | undefined;
  readonly network: Wire | undefined;
}
