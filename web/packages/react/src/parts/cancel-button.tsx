'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';

export interface CancelButtonProps {
  readonly onCancel: () => void;
  /** True once the user has pressed it. */
  readonly stopping?: boolean;
  readonly className?: string;
}

/** Stops an answer. The button keeps the focus while the answer is being stopped. */
export function CancelButton(props: CancelButtonProps): ReactNode {
  const { onCancel, stopping = false, className = 'fw-button fw-cancel' } = props;
  const labels = useLabels();
  return (
    <button
      type="button"
      className={className}
      data-stopping={stopping ? '' : undefined}
      aria-disabled={stopping}
      onClick={stopping ? undefined : onCancel}
    >
      {stopping ? labels.stopping : labels.cancel}
    </button>
  );
}
