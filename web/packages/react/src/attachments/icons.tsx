import type { ReactNode } from 'react';

function Icon({ path }: { readonly path: string }): ReactNode {
  return (
    <svg
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}

export function AttachIcon(): ReactNode {
  return (
    <Icon path="m16 9.5-5.7 5.7a3.6 3.6 0 0 1-5.1-5.1l6-6a2.4 2.4 0 0 1 3.4 3.4l-6 6a1.2 1.2 0 0 1-1.7-1.7L12.4 6.6" />
  );
}

export function FileIcon(): ReactNode {
  return <Icon path="M5.5 2.75h5.75L15 6.5v10.75H5.5zM11 3v3.75h3.75M8 10.5h4.5M8 13.5h4.5" />;
}

export function RemoveIcon(): ReactNode {
  return <Icon path="m6 6 8 8M14 6l-8 8" />;
}
