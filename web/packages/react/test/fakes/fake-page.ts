import { ChatSession } from '../../src/chat/chat-session.js';
import type { ChatSnapshot } from '../../src/chat/chat-snapshot.js';
import { PendingRequestStore } from '../../src/session/pending-request.js';
import { createClient } from '../../src/client/index.js';
import { defaultLabels } from '../../src/labels/labels.js';
import { type FakeEnvironment, fakeEnvironment } from './fake-environment.js';
import { FakeFrames } from './fake-frames.js';
import { FakeServer } from './fake-server.js';
import { FakeStore } from './fake-store.js';
import { settled } from './manual-clock.js';

/** A browser tab with one conversation, which can be reloaded. */
export class FakePage {
  readonly server = new FakeServer();
  readonly environment: FakeEnvironment = fakeEnvironment(this.server);
  readonly frames = new FakeFrames();
  readonly store = new FakeStore();
  session: ChatSession;

  constructor(conversation?: string) {
    this.session = this.open(conversation);
  }

  get chat(): ChatSnapshot {
    return this.session.snapshot();
  }

  /** The messages as state and text. */
  get shown(): string[] {
    return this.chat.messages.map(({ state, text }) => `${state}: ${text}`);
  }

  open(conversation?: string): ChatSession {
    this.session = new ChatSession(
      {
        client: createClient({ environment: this.environment }),
        clock: this.environment.clock,
        frames: this.frames,
        pendingRequests: new PendingRequestStore(this.store, 'firstword.pending'),
        labels: defaultLabels,
      },
      conversation,
    );
    this.session.attach();
    return this.session;
  }

  /** Reloads the tab: its connections break and none of its code runs again. */
  async reload(conversation = this.chat.conversationId): Promise<void> {
    for (const turn of this.server.turns) {
      for (const connection of turn.connections) connection.close();
    }
    this.frames.paint();
    this.open(conversation);
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
