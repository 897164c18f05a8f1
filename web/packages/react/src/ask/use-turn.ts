'use client';

import { useEffect } from 'react';

import type { FirstwordClient, TurnRequest } from '../client/index.js';
import { useSession, useSnapshot } from '../session/use-session.js';
import type { ClientTools } from '../tools/client-tools.js';
import { TurnSession, type TurnSnapshot } from './turn-session.js';

export interface TurnOptions {
  /** Defaults to a client of the server that the page was loaded from. Read once. */
  readonly client?: FirstwordClient | undefined;
  /**
   * The name under which this tab finds its turn again after a reload; must be unique among the turns of a
   * page. Read once.
   */
  readonly name?: string | undefined;
  /**
   * The turn to show. Defaults to the turn that a reload interrupted, or none. Changing it shows another
   * turn.
   */
  readonly turnId?: string | undefined;
  /**
   * Called once the server has assigned an ID to a turn started here, so that the page can put it into its
   * URL.
   */
  readonly onTurn?: ((turnId: string) => void) | undefined;
  /** The tools of this page, from `clientTools` or `useClientTools`. Read once. */
  readonly tools?: ClientTools | undefined;
}

/** A turn and its actions. */
export interface Turn extends TurnSnapshot {
  /**
   * Shows the placeholder of an answer before anything is sent.
   *
   * @returns false, without effect, while a turn is in progress or if the message is blank
   */
  readonly start: (request: TurnRequest) => boolean;
  /** Stops the turn. Its text so far is kept. */
  readonly cancel: () => void;
  /** Retries after the turn has failed or was stopped. */
  readonly retry: () => boolean;
  /** Continues an interrupted answer from where it stopped. */
  readonly continueAnswer: () => boolean;
  /** Removes the answer, so that something new can be asked. */
  readonly reset: () => void;
}

/**
 * One question and its answer, for a page that is not a chat: a form and a document, for example. A second
 * click starts nothing, and a reload at any moment neither loses nor repeats anything.
 */
export function useTurn(options: TurnOptions = {}): Turn {
  const { name = 'turn', turnId, onTurn } = options;
  const session = useSession(
    turnId,
    options.client,
    'firstword.turn',
    (deps) => new TurnSession(deps, name, turnId),
    options.tools,
  );
  useEffect(() => {
    session.configure(onTurn);
  }, [session, onTurn]);
  const snapshot = useSnapshot(session);
  const { start, cancel, retry, continueAnswer, reset } = session;
  return { ...snapshot, start, cancel, retry, continueAnswer, reset };
}
