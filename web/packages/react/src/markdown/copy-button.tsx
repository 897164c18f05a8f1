'use client';

import { type ReactNode, useEffect, useState } from 'react';

import { useLabels } from '../labels/use-labels.js';

export interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
}

const copiedMs = 2_000;

/** Copies a text and says so for a moment. Absent where the browser offers no clipboard, as on a page without TLS. */
export function CopyButton({ text, label }: CopyButtonProps): ReactNode {
  const labels = useLabels();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => {
      setCopied(false);
    }, copiedMs);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);

  if (typeof navigator === 'undefined' || !('clipboard' in navigator)) {
    return null;
  }
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // The person has not allowed it; the button keeps its name, which says as much.
      setCopied(false);
    }
  };
  return (
    <button
      type="button"
      className="fw-quiet-button fw-copy"
      data-copied={copied ? '' : undefined}
      onClick={() => void copy()}
    >
      {copied ? labels.copied : label}
    </button>
  );
}
