'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';

import { pageFrames } from '../pacing/page-frames.js';
import { PendingRequestStore, browserSessionStorage } from './pending-request.js';
import { createClient, type FirstwordClient, platformEnvironment } from '../client/index.js';
import { useHookLabels } from '../labels/labels-context.js';
import type { Session, SessionDependencies } from './session.js';

/**
 * Holds the session of what is asked for, and another one once something else is.
 *
 * @param client absent: a client of the server that the page came from
 * @param storagePrefix begins the names under which a reload finds what was not sent
 */
export function useSession<Held extends Session<unknown>>(
  id: string | undefined,
  client: FirstwordClient | undefined,
  storagePrefix: string,
  create: (deps: SessionDependencies) => Held,
): Held {
  const labels = useHookLabels();
  const createSession = (): Held => {
    const environment = platformEnvironment();
    return create({
      client: client ?? createClient({ environment }),
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
    // The name that the server has just given to what is on the page is no change of it.
    if (session.id !== id) setSession(createSession());
  }
  return session;
}

/** Shows a session for as long as the page has it. */
export function useSnapshot<Snapshot>(session: Session<Snapshot>): Snapshot {
  useEffect(() => {
    session.attach();
    return () => {
      session.detach();
    };
  }, [session]);
  return useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
}
