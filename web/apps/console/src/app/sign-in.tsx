import { type SubmitEvent, type ReactNode, useId, useState } from 'react';

import { strings } from '../shared/strings.js';

export interface SignInProps {
  /** Whether what was given before is not accepted. */
  readonly refused: boolean;
  readonly onSignIn: (credential: string) => void;
}

/** Asks for an API key or a token where the server wants to know who is asking. */
export function SignIn({ refused, onSignIn }: SignInProps): ReactNode {
  const [value, setValue] = useState('');
  const field = useId();
  const note = useId();

  const signIn = (event: SubmitEvent): void => {
    event.preventDefault();
    // What is pasted from a terminal often brings a line break with it.
    const credential = value.replace(/\s/g, '');
    if (credential !== '') onSignIn(credential);
  };
  return (
    <form className="unavailable sign-in" onSubmit={signIn}>
      <h2>{strings.signInTitle}</h2>
      <p id={note} role={refused ? 'alert' : undefined}>
        {refused ? strings.signInRefused : strings.signInText}
      </p>
      <label htmlFor={field}>{strings.credential}</label>
      <div className="sign-in-row">
        <input
          id={field}
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-describedby={note}
          aria-invalid={refused || undefined}
          value={value}
          onChange={(event) => {
            setValue(event.target.value);
          }}
        />
        <button type="submit" className="fw-button" disabled={value.trim() === ''}>
          {strings.signIn}
        </button>
      </div>
      <p className="sign-in-hint">
        {strings.signInHint} <code>./firstword keys add</code>
      </p>
    </form>
  );
}
