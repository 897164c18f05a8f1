'use client';

import { useEffect, useMemo, useState } from 'react';

import { createClient, type FirstwordClient, platformEnvironment } from '../client/index.js';
import { HeadStart } from './head-start.js';

export interface PrepareOptions {
  /** Absent: a client of the server that the page came from. Read once. */
  readonly client?: FirstwordClient | undefined;
  /** Where the message is going to be sent; absent: a new conversation. */
  readonly conversationId?: string | undefined;
  /** Absent: the server's default profile. */
  readonly profile?: string | undefined;
}

/** What a field for messages has to tell; `Composer` takes both as they are. */
export interface Prepare {
  readonly onFieldFocus: (draft: string) => void;
  readonly onDraft: (draft: string) => void;
}

/**
 * Gives the server a head start while a person is still typing: connection, sign-in and history when the field
 * gets the focus, the search in the documents at pauses in typing. Never starts an answer.
 */
export function usePrepare(options: PrepareOptions = {}): Prepare {
  const { conversationId, profile } = options;
  const [headStart] = useState(() => {
    const environment = platformEnvironment();
    return new HeadStart(options.client ?? createClient({ environment }), environment.clock);
  });
  useEffect(() => {
    headStart.moveTo({ conversationId, profile });
  }, [headStart, conversationId, profile]);
  useEffect(
    () => () => {
      headStart.stop();
    },
    [headStart],
  );
  return useMemo(
    () => ({
      onFieldFocus: (draft: string) => {
        headStart.focus(draft);
      },
      onDraft: (draft: string) => {
        headStart.draft(draft);
      },
    }),
    [headStart],
  );
}
