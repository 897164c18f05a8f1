/** What the hooks say by themselves; apart from the rest, so that they come without it. */
export const defaultHookLabels = {
  /** What is asked where an answer is continued whose question this page does not know. */
  continueMessage: 'Continue.',
  failed: 'This answer failed before it was finished.',
  neverSent: 'This message was not sent.',
  connectionLost: 'The server cannot be reached. Your message is kept.',
  historyLost: 'This conversation could not be loaded: the server cannot be reached.',
  unexpected: 'Something went wrong on this page. Your message is kept.',
};

/** The sentences of the hooks, in one language. */
export type HookLabels = typeof defaultHookLabels;
