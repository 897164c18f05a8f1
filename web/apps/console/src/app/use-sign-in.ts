import { useCallback, useSyncExternalStore } from 'react';

import type { Credential } from './credential.js';

/** The sign-in state of this tab. */
export interface SignInState {
  /** Whether a key or token was given. It may be wrong. */
  readonly signedIn: boolean;
  readonly signIn: (given: string) => void;
  readonly signOut: () => void;
}

/** Stores the credential. `onChange` is called when the caller has changed. */
export function useSignIn(credential: Credential, onChange: () => void): SignInState {
  const signedIn = useSyncExternalStore(credential.subscribe, credential.value) !== undefined;
  const signIn = useCallback(
    (given: string) => {
      credential.set(given);
      onChange();
    },
    [credential, onChange],
  );
  const signOut = useCallback(() => {
    credential.clear();
    onChange();
  }, [credential, onChange]);
  return { signedIn, signIn, signOut };
}
