import type { Clock, FirstwordClient, Release } from '../client/index.js';
import type { Frames } from '../pacing/frames.js';
import type { PendingRequests } from './pending-request.js';
import type { HookLabels } from '../labels/hook-labels.js';

/** What a session takes from the outside. */
export interface SessionParts {
  readonly client: FirstwordClient;
  readonly clock: Clock;
  readonly frames: Frames;
  readonly pendingRequests: PendingRequests;
  readonly labels: HookLabels;
}

/** Something on the server that a page shows and changes, free of any framework. */
export interface Session<Snapshot> {
  /** Its name on the server; absent until it has one. */
  readonly shownId: string | undefined;
  /** As it stands; another object after each change. */
  readonly snapshot: () => Snapshot;
  readonly subscribe: (listener: () => void) => Release;
  /** The page shows it. */
  enter(): void;
  /** The page shows something else. */
  leave(): void;
}
