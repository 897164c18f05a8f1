import '../styles/parts.css';

import { type ReactNode, useId, useState } from 'react';

import { strings } from '../shared/strings.js';
import { parts, type PartExamples } from './examples.js';

/** All parts of the React package in all of their states, with the code that renders them. */
export function PartsPage(): ReactNode {
  const [startedAtMs] = useState(() => Date.now());
  return (
    <div className="parts">
      <header>
        <h2>{strings.pageNames.parts}</h2>
        <p>{strings.parts.intro}</p>
      </header>
      {parts.map((each) => (
        <Part key={each.part} {...each} startedAtMs={startedAtMs} />
      ))}
    </div>
  );
}

function Part(props: PartExamples & { readonly startedAtMs: number }): ReactNode {
  const { part, examples, startedAtMs } = props;
  const title = useId();
  return (
    <section aria-labelledby={title}>
      <h3 id={title}>{part}</h3>
      {examples.map(({ state, code, shown }) => (
        <figure key={state} className="part" data-part={part}>
          <figcaption>{state}</figcaption>
          <div className="part-shown">{shown(startedAtMs)}</div>
          <pre>
            <code>{code}</code>
          </pre>
        </figure>
      ))}
    </section>
  );
}
