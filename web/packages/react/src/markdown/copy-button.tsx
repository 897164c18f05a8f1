'use client';

import { type ReactNode, useEffect, useState } from 'react';

import { useLabels } from '../labels/use-labels.js';

export interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
}

const copiedMs = 2_000;

/**
 * Copies a text and confirms it for a moment. Renders nothing if the browser has no clipboard API, as on a
 * page without TLS.
 */
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
      // The user denied the permission. The button keeps its label, which shows that nothing was copied.
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
