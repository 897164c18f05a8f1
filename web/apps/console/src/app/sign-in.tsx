import '../styles/sign-in.css';

import { type SubmitEvent, type ReactNode, useId, useState } from 'react';

import { strings } from '../shared/strings.js';

export interface SignInProps {
  /** Whether the previous credential was rejected. */
  readonly rejected: boolean;
  readonly onSignIn: (credential: string) => void;
}

/** Asks for an API key or token if the server requires one. */
export function SignIn({ rejected, onSignIn }: SignInProps): ReactNode {
  const [value, setValue] = useState('');
  const field = useId();
  const note = useId();

  const signIn = (event: SubmitEvent): void => {
    event.preventDefault();
    // Text pasted from a terminal often ends with a line break.
    const credential = value.replace(/\s/g, '');
    if (credential !== '') onSignIn(credential);
  };
  return (
    <form className="unavailable sign-in" onSubmit={signIn}>
      <h2>{strings.signInTitle}</h2>
      <p id={note} role={rejected ? 'alert' : undefined}>
        {rejected ? strings.signInRefused : strings.signInText}
      </p>
      <label htmlFor={field}>{strings.credential}</label>
      <div className="sign-in-row">
        <input
          id={field}
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-describedby={note}
          aria-invalid={rejected || undefined}
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
