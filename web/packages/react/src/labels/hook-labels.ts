/**
 * The text that hooks produce. It is separate from the rest, so that a hook does not pull in the labels of
 * the parts.
 */
export const defaultHookLabels = {
  /** The message that continues an answer. */
  continueMessage: 'Continue.',
  failed: 'This answer failed.',
  neverSent: 'Your message was not sent.',
  connectionLost: 'The server cannot be reached. Your message is kept.',
  historyLost: 'The server cannot be reached. Your conversation is kept.',
  unexpected: 'Something went wrong. Your message is kept.',
};

/** The text of the hooks, in one language. */
export type HookLabels = typeof defaultHookLabels;
