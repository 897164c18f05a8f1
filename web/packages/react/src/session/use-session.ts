'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';

import { pageFrames } from '../pacing/page-frames.js';
import { platformEnvironment, type TurnClient } from '../client/index.js';
import { browserSessionStorage } from '../client/session-storage.js';
import { createTurnClient } from '../client/turn-client.js';
import { useHookLabels } from '../labels/labels-context.js';
import { PendingRequestStore } from './pending-request.js';
import type { ClientTools } from '../tools/client-tools.js';
import type { Session, SessionDependencies } from './session.js';

/**
 * Creates the session of an ID, and a new one when the ID changes.
 *
 * @param client defaults to a client of the server that the page was loaded from
 * @param storagePrefix the prefix of the keys under which a reload finds pending requests
 * @param tools runs the tools of this page; absent: it has none
 */
export function useSession<Held extends Session<unknown>>(
  id: string | undefined,
  client: TurnClient | undefined,
  storagePrefix: string,
  create: (deps: SessionDependencies) => Held,
  tools: ClientTools | undefined,
): Held {
  const labels = useHookLabels();
  const createSession = (): Held => {
    const environment = platformEnvironment();
    const used = client ?? createTurnClient({ environment })[0];
    return create({
      client: tools?.(used) ?? used,
      clock: environment.clock,
      frames: pageFrames,
      pendingRequests: new PendingRequestStore(browserSessionStorage(), storagePrefix),
      labels,
    });
  };
  const [session, setSession] = useState(createSession);
  const [shownId, setShownId] = useState(id);
  if (shownId !== id) {
    setShownId(id);
    // The ID that the server has just assigned to what is shown is not a change.
    if (session.id !== id) setSession(createSession());
  }
  return session;
}

/** Attaches a session for as long as the component is mounted, and returns its snapshot. */
export function useSnapshot<Snapshot>(session: Session<Snapshot>): Snapshot {
  useEffect(() => {
    session.attach();
    return () => {
      session.detach();
    };
  }, [session]);
  return useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
}
