import type { ChatMessage } from '@firstword/react';
import { useEffect, useRef } from 'react';

/** Announces an answer that ends while the user looks at something else. What that takes is loaded then. */
export function useCompletion(active: boolean, newest: ChatMessage | undefined): void {
  const wasActive = useRef(active);
  const failed = newest?.state === 'error';
  const stopped = newest?.state === 'cancelled';
  const text = newest?.text ?? '';

  useEffect(() => {
    const ended = wasActive.current && !active;
    wasActive.current = active;
    if (!ended || stopped || (!document.hidden && document.hasFocus())) return;
    import('./completion.js').then(
      ({ announceCompletion }) => {
        announceCompletion(failed, text);
      },
      () => undefined,
    );
  }, [active, failed, stopped, text]);
}
