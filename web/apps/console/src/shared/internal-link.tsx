import type { MouseEvent, ReactNode } from 'react';

export interface InternalLinkProps {
  readonly path: string;
  readonly onOpen: (path: string) => void;
  readonly current?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A link within the console. Modified clicks, such as for a new tab, are left to the browser. */
export function InternalLink(props: InternalLinkProps): ReactNode {
  const { path, onOpen, current = false, className, children } = props;
  const open = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    onOpen(path);
  };
  return (
    <a href={path} className={className} aria-current={current ? 'page' : undefined} onClick={open}>
      {children}
    </a>
  );
}
