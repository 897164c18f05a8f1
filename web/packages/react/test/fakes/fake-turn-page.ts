import { PendingRequestStore } from '../../src/session/pending-request.js';
import { createClient } from '../../src/client/index.js';
import { defaultLabels } from '../../src/labels/labels.js';
import { TurnSession, type TurnSnapshot } from '../../src/ask/turn-session.js';
import { type FakeEnvironment, fakeEnvironment } from './fake-environment.js';
import { FakeFrames } from './fake-frames.js';
import { FakeServer } from './fake-server.js';
import { FakeStore } from './fake-store.js';
import { settled } from './manual-clock.js';

/** A browser tab with one turn, which can be reloaded. */
export class FakeTurnPage {
  readonly server = new FakeServer();
  readonly environment: FakeEnvironment = fakeEnvironment(this.server);
  readonly frames = new FakeFrames();
  readonly store = new FakeStore();
  /** The turn IDs that the page was notified of. */
  readonly named: string[] = [];
  session: TurnSession;

  constructor() {
    this.session = this.open();
  }

  get turn(): TurnSnapshot {
    return this.session.snapshot();
  }

  open(turnId?: string): TurnSession {
    this.session = new TurnSession(
      {
        client: createClient({ environment: this.environment }),
        clock: this.environment.clock,
        frames: this.frames,
        pendingRequests: new PendingRequestStore(this.store, 'firstword.turn'),
        labels: defaultLabels,
      },
      'proposal',
      turnId,
    );
    this.session.configure((turnId) => this.named.push(turnId));
    this.session.attach();
    return this.session;
  }

  /** Reloads the tab: its connections break and none of its code runs again. */
  async reload(): Promise<void> {
    for (const turn of this.server.turns) {
      for (const connection of turn.connections) connection.close();
    }
    this.frames.paint();
    this.open();
    await this.painted();
  }

  /** Flushes microtasks and paints. */
  async painted(): Promise<void> {
    await settled();
    this.frames.paint();
  }

  async passes(durationMs: number): Promise<void> {
    await this.environment.clock.pass(durationMs);
    await this.painted();
  }
}
