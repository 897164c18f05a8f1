'use client';

import { useEffect } from 'react';

import type { FirstwordClient, TurnRequest } from '../client/index.js';
import { useSession, useSnapshot } from '../session/use-session.js';
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

/**
 * One question and its answer, for a page that is no chat: a form and a document, say. A second click starts
 * nothing, and a reload at any moment loses and repeats nothing.
 */
export function useTurn(options: TurnOptions = {}): Turn {
  const { name = 'turn', turnId, onTurn } = options;
  const session = useSession(
    turnId,
    options.client,
    'firstword.turn',
    (deps) => new TurnSession(deps, name, turnId),
  );
  useEffect(() => {
    session.configure(onTurn);
  }, [session, onTurn]);
  const snapshot = useSnapshot(session);
  const { start, cancel, retry, continueAnswer, reset } = session;
  return { ...snapshot, start, cancel, retry, continueAnswer, reset };
}
