'use client';

import { type ReactNode, useEffect, useRef } from 'react';

export interface BlobImageProps {
  readonly blob: Blob;
  readonly alt: string;
  /** True for a link that opens the image in a window of its own. */
  readonly linked?: boolean;
}

/** The types of images that a browser draws, and never runs. */
const drawnTypes: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Whether a browser can show this type as an image without running anything of it. */
export function isDrawn(mediaType: string | undefined): boolean {
  return mediaType !== undefined && drawnTypes.includes(mediaType);
}

/** An image from memory. Its address is released when it is no longer shown. */
export function BlobImage({ blob, alt, linked = false }: BlobImageProps): ReactNode {
  const image = useRef<HTMLImageElement>(null);
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(blob);
    if (image.current !== null) image.current.src = address;
    if (link.current !== null) link.current.href = address;
    return () => {
      URL.revokeObjectURL(address);
    };
  }, [blob]);
  const picture = <img ref={image} alt={alt} />;
  return linked ? (
    <a ref={link} className="fw-attachment-open" href="#" target="_blank" rel="noreferrer">
      {picture}
    </a>
  ) : (
    picture
  );
}
