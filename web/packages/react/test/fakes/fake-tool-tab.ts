import { type FirstwordClient, createClient } from '../../src/client/index.js';
import { ChatSession } from '../../src/chat/chat-session.js';
import { defaultLabels } from '../../src/labels/labels.js';
import { PendingRequestStore } from '../../src/session/pending-request.js';
import { type CallLocks, PageLocks } from '../../src/tools/call-lock.js';
import { clientTools } from '../../src/tools/client-tools.js';
import type { ToolContext } from '../../src/tools/tool-set.js';
import { type FakeEnvironment, fakeEnvironment } from './fake-environment.js';
import { FakeFrames } from './fake-frames.js';
import type { FakeServer } from './fake-server.js';
import { FakeStore } from './fake-store.js';
import { settled } from './manual-clock.js';

/** A call that runs in a tab, until a test ends it. */
export interface RunningTool extends ToolContext {
  readonly args: unknown;
  readonly finish: (result: unknown) => void;
  readonly fail: (reason: Error) => void;
}

/** A browser tab whose page has one tool, `look_up`. */
export class FakeToolTab {
  readonly environment: FakeEnvironment;
  readonly frames = new FakeFrames();
  /** What its tool was called with, oldest first. */
  readonly runs: RunningTool[] = [];
  session: ChatSession;

  constructor(
    readonly server: FakeServer,
    /** The tab's session storage. A duplicated tab begins with a copy. */
    readonly store = new FakeStore(),
    /** Locks are shared by all tabs of a browser. */
    private readonly locks: CallLocks = new PageLocks(),
    conversation?: string,
  ) {
    this.environment = fakeEnvironment(server);
    this.session = this.open(conversation);
  }

  open(conversation?: string): ChatSession {
    this.session = new ChatSession(
      {
        client: this.client(),
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

  /** Reloads the tab: its connections break, and its calls are gone with the page. */
  async reload(): Promise<void> {
    const conversation = this.session.id;
    this.session.detach();
    this.runs.length = 0;
    await this.settled();
    this.open(conversation);
    await this.settled();
  }

  /** Lets everything happen that is due. */
  async settled(): Promise<void> {
    for (let round = 0; round < 5; round += 1) {
      await this.environment.clock.pass(1);
      await settled();
    }
    this.frames.paint();
  }

  private client(): FirstwordClient {
    const tools = clientTools(
      {
        look_up: (args, context) =>
          new Promise((resolve, reject) => {
            this.runs.push({ ...context, args, finish: resolve, fail: reject });
          }),
      },
      { environment: this.environment, locks: this.locks, store: this.store },
    );
    return tools(createClient({ environment: this.environment }));
  }
}
