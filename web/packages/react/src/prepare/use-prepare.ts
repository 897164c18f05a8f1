'use client';

import { useEffect, useMemo, useState } from 'react';

import { createClient, type FirstwordClient, platformEnvironment } from '../client/index.js';
import { DraftPreparer } from './draft-preparer.js';

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
  const [preparer] = useState(() => {
    const environment = platformEnvironment();
    return new DraftPreparer(options.client ?? createClient({ environment }), environment.clock);
  });
  useEffect(() => {
    preparer.setTarget({ conversationId, profile });
  }, [preparer, conversationId, profile]);
  useEffect(
    () => () => {
      preparer.cancelPending();
    },
    [preparer],
  );
  return useMemo(
    () => ({
      onFieldFocus: (draft: string) => {
        preparer.onFocus(draft);
      },
      onDraft: (draft: string) => {
        preparer.draft(draft);
      },
    }),
    [preparer],
  );
}
