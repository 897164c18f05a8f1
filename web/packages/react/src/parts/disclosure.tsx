'use client';

import { type ReactNode, useId, useState } from 'react';

export interface DisclosureProps {
  /** The class of the line. Its button and its content have the classes `...-button` and `...-content`. */
  readonly className: string;
  readonly label: ReactNode;
  /** Whether the content is shown from the start. */
  readonly expanded: boolean;
  readonly children: ReactNode;
}

/** A line that shows its content on request. The content is rendered only while it is shown. */
export function Disclosure(props: DisclosureProps): ReactNode {
  const { className, label, children } = props;
  const [expanded, setExpanded] = useState(props.expanded);
  const content = useId();
  return (
    <>
      <div className={className}>
        <button
          type="button"
          className={`fw-disclosure ${className}-button`}
          aria-expanded={expanded}
          aria-controls={content}
          onClick={() => {
            setExpanded(!expanded);
          }}
        >
          {label}
        </button>
      </div>
      <div id={content} className={`${className}-content`} hidden={!expanded}>
        {expanded && children}
      </div>
    </>
  );
}
