'use client';

import { type ReactNode, useEffect, useRef } from 'react';

export interface BlobImageProps {
  readonly blob: Blob;
  readonly alt: string;
  /** Makes it a button. Called with the address of the image. */
  readonly onOpen?: (address: string) => void;
}

/** The types of images that a browser draws, and never runs. */
const drawnTypes: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Whether a browser can show this type as an image without running anything of it. */
export function isDrawn(mediaType: string | undefined): boolean {
  return mediaType !== undefined && drawnTypes.includes(mediaType);
}

/** An image from memory. Its address is released when it is no longer shown. */
export function BlobImage({ blob, alt, onOpen }: BlobImageProps): ReactNode {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(blob);
    if (image.current !== null) image.current.src = address;
    return () => {
      URL.revokeObjectURL(address);
    };
  }, [blob]);
  const picture = <img ref={image} alt={alt} />;
  return onOpen === undefined ? (
    picture
  ) : (
    <button
      type="button"
      className="fw-attachment-open"
      onClick={() => {
        if (image.current !== null) onOpen(image.current.src);
      }}
    >
      {picture}
    </button>
  );
}
