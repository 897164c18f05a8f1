import { defaultHookLabels } from './hook-labels.js';

function duration(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${String(seconds)} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? '1 minute' : `${String(minutes)} minutes`;
}

function clock(seconds: number): string {
  return seconds < 60
    ? `${String(seconds)} s`
    : `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}

/** All text that the library itself displays. An application can replace it, for example to translate it. */
export const defaultLabels = {
  ...defaultHookLabels,
  answerPending: 'The answer is being prepared',
  answerBy: 'Answer',
  yourMessage: 'Your message',
  transcript: 'Conversation',
  jumpToNewest: 'Jump to newest',
  loadOlder: 'Show earlier messages',
  loadingOlder: 'Loading earlier messages',
  messageField: 'Message',
  messagePlaceholder: 'Write a message',
  send: 'Send',
  cancel: 'Stop',
  stopping: 'Stopping',
  retry: 'Try again',
  retryIn: (seconds: number) => `Try again in ${String(seconds)} s`,
  edit: 'Edit the message',
  continueAnswer: 'Continue from here',
  copyCode: 'Copy code',
  copied: 'Copied',
  sources: (count: number) => (count === 1 ? '1 source' : `${String(count)} sources`),
  table: 'Table',
  code: 'Code',
  taskDone: 'Done',
  taskOpen: 'To do',
  writing: 'Writing',
  thinking: 'Thinking',
  elapsed: clock,
  aboutTokens: (tokens: number) => `about ${tokens.toLocaleString('en')} tokens`,
  thoughtFor: (seconds: number) => `Thought for ${seconds < 1 ? 'less than 1 s' : clock(seconds)}`,
  summary: 'In short',
  summaryPending: 'A short summary is being written',
  sectionProgress: (complete: number, count: number) =>
    `${String(complete)} of ${count === 1 ? '1 section' : `${String(count)} sections`}`,
  aboutSeconds: (seconds: number) => `About ${duration(seconds)} left`,
  betweenSeconds: (fromSeconds: number, toSeconds: number) =>
    fromSeconds < 60 && toSeconds < 60
      ? `${String(fromSeconds)} to ${String(toSeconds)} seconds left`
      : `${duration(fromSeconds)} to ${duration(toSeconds)} left`,
  upToSeconds: (seconds: number) => `Up to ${duration(seconds)} more`,
  usuallyWithin: (seconds: number) => `First words usually within ${duration(seconds)}`,
  laterThanUsual: 'Slower than nine out of ten answers',
  stopped: 'Stopped. The text so far is kept.',
  stoppedEmpty: 'Stopped before the first word.',
  stoppedByServer: 'The answer was stopped because no one was reading it.',
  stoppedByShutdown: 'The answer was stopped because the server was restarted.',
  reconnecting: 'The connection was lost. Trying again.',
  offline: 'You are offline. The answer continues when you are back online.',
  announceStarted: 'Preparing the answer.',
  announceDone: 'The answer is complete.',
  announceStopped: 'The answer was stopped.',
  announceFailed: 'The answer failed.',
};

/** The text of the library, in one language. */
export type Labels = typeof defaultLabels;
