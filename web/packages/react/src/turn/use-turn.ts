'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';

import { pageFrames } from '../chat/frames.js';
import { PendingRequests, sessionStore } from '../chat/pending-request.js';
import {
  createClient,
  type FirstwordClient,
  platformEnvironment,
  type TurnRequest,
} from '../client/index.js';
import { useLabels } from '../labels-context.js';
import { TurnSession, type TurnSnapshot } from './turn-session.js';

export interface TurnOptions {
  /** Absent: a client of the server that the page came from. Read once. */
  readonly client?: FirstwordClient | undefined;
  /** Under which this tab finds its turn again after a reload; one turn at a time has it. Read once. */
  readonly name?: string | undefined;
  /** The turn to show; absent: the one that a reload interrupted, or none. A change shows another turn. */
  readonly turnId?: string | undefined;
  /** Told once the server has named a turn that was asked here, so that the page can put it into its address. */
  readonly onTurn?: ((turnId: string) => void) | undefined;
}

/** One turn, and what a person can do with it. */
export interface Turn extends TurnSnapshot {
  /**
   * Shows the placeholder of an answer before anything is sent.
   *
   * @returns false, and nothing happens, while a turn is under way or where the message is blank
   */
  readonly start: (request: TurnRequest) => boolean;
  /** Stops the turn; its text so far is kept. */
  readonly cancel: () => void;
  /** Tries again after it has failed or was stopped. */
  readonly retry: () => boolean;
  /** Has a broken answer written on from where it stopped. */
  readonly continueAnswer: () => boolean;
  /** Puts the answer away, for something new to be asked. */
  readonly reset: () => void;
}

interface Held {
  readonly session: TurnSession;
  readonly actions: Omit<Turn, keyof TurnSnapshot>;
}

/**
 * One question and its answer, for a page that is no chat: a form and a document, say. A second click starts
 * nothing, and a reload at any moment loses and repeats nothing.
 */
export function useTurn(options: TurnOptions = {}): Turn {
  const { name = 'turn', turnId, onTurn } = options;
  const labels = useLabels();
  const hold = (): Held => {
    const environment = platformEnvironment();
    const session = new TurnSession(
      {
        client: options.client ?? createClient({ environment }),
        clock: environment.clock,
        frames: pageFrames,
        pendingRequests: new PendingRequests(sessionStore(), 'firstword.turn'),
        labels,
      },
      name,
      turnId,
    );
    return { session, actions: actionsOf(session) };
  };
  const [held, setHeld] = useState(hold);
  const [asked, setAsked] = useState(turnId);
  if (asked !== turnId) {
    setAsked(turnId);
    // The name that the server has just given to the turn on the page is no change of turn.
    if (held.session.shownTurnId !== turnId) setHeld(hold());
  }
  const { session, actions } = held;

  useEffect(() => {
    session.configure(onTurn);
  }, [session, onTurn]);
  useEffect(() => {
    session.enter();
    return () => {
      session.leave();
    };
  }, [session]);

  const snapshot = useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
  return { ...snapshot, ...actions };
}

function actionsOf(session: TurnSession): Held['actions'] {
  return {
    start: (request) => session.start(request),
    cancel: () => {
      session.cancel();
    },
    retry: () => session.retry(),
    continueAnswer: () => session.continueAnswer(),
    reset: () => {
      session.reset();
    },
  };
}
