import type { Environment, Network, Release } from '../../src/client/index.js';
import type { FakeServer } from './fake-server.js';
import { ManualClock } from './manual-clock.js';

/** A network that a test switches on and off. */
export class FakeNetwork implements Network {
  private online = true;
  private readonly listeners = new Set<() => void>();

  isOnline(): boolean {
    return this.online;
  }

  onOnline(listener: () => void): Release {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  goOffline(): void {
    this.online = false;
  }

  goOnline(): void {
    this.online = true;
    for (const listener of [...this.listeners]) listener();
  }
}

/** A deterministic environment. */
export interface FakeEnvironment extends Environment {
  readonly clock: ManualClock;
  readonly network: FakeNetwork;
  yieldToMain?: () => Promise<void>;
}

/** The environment of a client of a fake server. */
export function fakeEnvironment(server: FakeServer): FakeEnvironment {
  let keys = 0;
  return {
    fetch: server.fetch,
    clock: new ManualClock(),
    network: new FakeNetwork(),
    random: () => 1,
    newKey: () => {
      keys += 1;
      return `key-${String(keys)}`;
    },
  };
}
