'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';

import { browserSessionStorage } from '../client/session-storage.js';

interface Draft {
  readonly key: string | undefined;
  readonly text: string;
  /** The key that it had before its conversation was named. */
  readonly formerKey?: string | undefined;
}

/**
 * The text of a message field. A reload and a return to its conversation find it again.
 *
 * @param key names the conversation; absent: the text is lost with the page
 * @param active whether an answer is in progress: the key of a draft then changes because the server has named the
 *   conversation, and otherwise because the page shows another one
 */
export function useDraft(
  key: string | undefined,
  active: boolean,
): readonly [string, (text: string) => void] {
  const [draft, setDraft] = useState<Draft>();
  const [shown, setShown] = useState({ key, active });
  const kept = useSyncExternalStore(
    subscribeToNothing,
    () => read(shown.key),
    () => '',
  );
  const text = draft !== undefined && draft.key === shown.key ? draft.text : kept;
  if (shown.key !== key || shown.active !== active) {
    if (shown.key !== key && shown.active && active) setDraft({ key, text, formerKey: shown.key });
    setShown({ key, active });
  }
  useEffect(() => {
    if (draft === undefined) return undefined;
    return soon(() => {
      if (draft.formerKey !== undefined) write(draft.formerKey, '');
      write(draft.key, draft.text);
    });
  }, [draft]);
  return [
    text,
    (written) => {
      setDraft({ key, text: written });
    },
  ];
}

/**
 * Runs an action after the current event, because storage takes a millisecond in which a key press or a sent message
 * is not painted. Returns what runs it at once if it is still due.
 */
function soon(action: () => void): () => void {
  let isDue = true;
  const run = (): void => {
    if (isDue) action();
    isDue = false;
  };
  const timer = setTimeout(run);
  return () => {
    clearTimeout(timer);
    run();
  };
}

/** Only this page changes the storage of its tab. */
function subscribeToNothing(): () => void {
  return () => undefined;
}

function nameOf(key: string): string {
  return `firstword.draft.${key}`;
}

function read(key: string | undefined): string {
  try {
    return (key === undefined ? undefined : browserSessionStorage()?.getItem(nameOf(key))) ?? '';
  } catch {
    return '';
  }
}

function write(key: string | undefined, text: string): void {
  if (key === undefined) return;
  const storage = browserSessionStorage();
  try {
    if (text === '') storage?.removeItem(nameOf(key));
    else storage?.setItem(nameOf(key), text);
  } catch {
    // A full or disabled storage costs the reload, not the draft.
  }
}
