'use client';

import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react';

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
  const unwritten = useRef<Draft>(undefined);
  useEffect(() => {
    if (draft === undefined) return;
    if (unwritten.current?.key !== draft.key) writeDraft(unwritten);
    unwritten.current = { ...draft, formerKey: draft.formerKey ?? unwritten.current?.formerKey };
    // Storage takes a millisecond in which a key press or a sent message would not be painted.
    setTimeout(() => {
      writeDraft(unwritten);
    });
  }, [draft]);
  useEffect(
    () => () => {
      writeDraft(unwritten);
    },
    [],
  );
  return [
    text,
    (written) => {
      setDraft({ key, text: written });
    },
  ];
}

/** Writes a draft, once. */
function writeDraft(unwritten: RefObject<Draft | undefined>): void {
  const { current: draft } = unwritten;
  unwritten.current = undefined;
  if (draft === undefined) return;
  if (draft.formerKey !== undefined) write(draft.formerKey, '');
  write(draft.key, draft.text);
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
