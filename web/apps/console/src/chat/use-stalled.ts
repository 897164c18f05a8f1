import { type ChatMessage, isWriting } from '@firstword/react';
import { useEffect, useState } from 'react';

/** A pause within an answer is named shortly before it reaches two seconds. */
const stallTimeoutMs = 1_750;

/**
 * Whether no more text arrives although the server has not said so itself: the network may be holding it back.
 */
export function useStalled({ state, text, turn }: ChatMessage): boolean {
  const [stalledAt, setStalledAt] = useState<string>();
  const writing = state === 'streaming' && turn !== undefined && isWriting(turn);

  useEffect(() => {
    if (!writing) return undefined;
    const timer = setTimeout(() => {
      setStalledAt(text);
    }, stallTimeoutMs);
    return () => {
      clearTimeout(timer);
    };
  }, [writing, text]);

  return writing && turn.slow === undefined && stalledAt === text;
}
