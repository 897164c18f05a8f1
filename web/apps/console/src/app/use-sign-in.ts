import { useCallback, useSyncExternalStore } from 'react';

import type { Credential } from './credential.js';

/** Who is asking, as far as this tab knows. */
export interface SignInState {
  /** Whether a key or token was given; it may still be a wrong one. */
  readonly signedIn: boolean;
  readonly signIn: (given: string) => void;
  readonly signOut: () => void;
}

/** Keeps what a person signs in with; `onChange` hears that somebody else is asking from now on. */
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
