'use client';

import { createContext, type MouseEvent, type ReactNode, useContext } from 'react';

import { useLabels } from '../labels/use-labels.js';

/** Distinguishes the footnotes of one text from those of another one on the page. */
export const FootnotesContext = createContext('');

function idOf(text: string, name: string): string {
  return `fn-${text}-${name}`;
}

/** Shows the target of a link within the page. Changing the address would be a step in the browser's history. */
function follow(event: MouseEvent, id: string): void {
  const target = document.getElementById(id);
  if (target === null) return;
  event.preventDefault();
  target.scrollIntoView({ block: 'nearest' });
  target.focus({ preventScroll: true });
}

/** A mark in the text that leads to a footnote. */
export function FootnoteMark({ name }: { readonly name: string }): ReactNode {
  const labels = useLabels();
  const text = useContext(FootnotesContext);
  const id = idOf(text, name);
  return (
    <sup className="fw-citation">
      <a
        id={`${id}-mark`}
        href={`#${encodeURIComponent(id)}`}
        aria-label={labels.footnote(name)}
        onClick={(event) => {
          follow(event, id);
        }}
      >
        {name}
      </a>
    </sup>
  );
}

/** A footnote, in the place where the text has it, with a way back. */
export function Footnote(props: {
  readonly name: string;
  readonly children: ReactNode;
}): ReactNode {
  const { name, children } = props;
  const labels = useLabels();
  const id = idOf(useContext(FootnotesContext), name);
  return (
    <p id={id} className="fw-footnote" dir="auto" tabIndex={-1}>
      <span className="fw-footnote-name">{name}</span>
      {children}{' '}
      <a
        href={`#${encodeURIComponent(`${id}-mark`)}`}
        aria-label={labels.backToText}
        onClick={(event) => {
          follow(event, `${id}-mark`);
        }}
      >
        ↩
      </a>
    </p>
  );
}
