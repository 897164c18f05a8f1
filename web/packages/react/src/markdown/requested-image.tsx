'use client';

import { type ReactNode, useState } from 'react';

import { useLabels } from '../labels/use-labels.js';
import type { ImageRendererProps } from './renderers.js';

/**
 * An image that is loaded once the reader asks for it: loading it tells its host that the text is being read.
 */
export function RequestedImage({ src, alt, title }: ImageRendererProps): ReactNode {
  const labels = useLabels();
  const [state, setState] = useState<'unloaded' | 'requested' | 'failed'>('unloaded');
  const description = alt === '' ? labels.image : alt;
  const link = { href: src, target: '_blank', rel: 'noopener noreferrer nofollow' };
  if (state === 'requested') {
    return (
      <a className="fw-image-link" {...link}>
        <img
          className="fw-image"
          src={src}
          alt={description}
          title={title}
          referrerPolicy="no-referrer"
          decoding="async"
          onError={() => {
            setState('failed');
          }}
        />
      </a>
    );
  }
  return (
    <span className="fw-image-request" data-state={state}>
      <a {...link} title={title}>
        {description}
      </a>
      {state === 'failed' ? (
        <span className="fw-image-note">{labels.imageLost}</span>
      ) : (
        <button
          type="button"
          className="fw-quiet-button"
          onClick={() => {
            setState('requested');
          }}
        >
          {labels.loadImage(hostOf(src))}
        </button>
      )}
    </span>
  );
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}
