import type { Clock, Release, TurnClient } from '../client/index.js';
import type { HookLabels } from '../labels/hook-labels.js';
import type { Frames } from '../pacing/page-frames.js';
import type { PendingRequestStore } from './pending-request.js';

/** What a session depends on. Tests replace it. */
export interface SessionDependencies {
  readonly client: TurnClient;
  readonly clock: Clock;
  readonly frames: Frames;
  readonly pendingRequests: PendingRequestStore;
  readonly labels: HookLabels;
}

/** The state behind a hook, free of any framework: a store with a snapshot and subscribers. */
export interface Session<Snapshot> {
  /** The server's ID of what the session shows; absent until the server has assigned one. */
  readonly id: string | undefined;
  /** The current snapshot; a new object after each change. */
  readonly snapshot: () => Snapshot;
  readonly subscribe: (listener: () => void) => Release;
  /** Called when the page shows the session. */
  attach(): void;
  /** Called when the page shows something else. */
  detach(): void;
}
