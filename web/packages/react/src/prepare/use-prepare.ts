'use client';

import { useEffect, useMemo, useState } from 'react';

import { createClient, type FirstwordClient, platformEnvironment } from '../client/index.js';
import { DraftPreparer } from './draft-preparer.js';

export interface PrepareOptions {
  /** Defaults to a client of the server that the page was loaded from. Read once. */
  readonly client?: FirstwordClient | undefined;
  /** Where the message is about to be sent; absent: a new conversation. */
  readonly conversationId?: string | undefined;
  /** Defaults to the server's default profile. */
  readonly profile?: string | undefined;
}

/** Callbacks for a message field; `Composer` accepts both. */
export interface Prepare {
  readonly onFieldFocus: (draft: string) => void;
  readonly onDraft: (draft: string) => void;
}

/**
 * Lets the server prepare while a user is still typing: connection, sign-in and history when the field
 * receives the focus, document search at pauses in typing. Never starts an answer.
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
