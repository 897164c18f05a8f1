import { defaultHookLabels } from './hook-labels.js';

function duration(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${String(seconds)} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? '1 minute' : `${String(minutes)} minutes`;
}

function clock(seconds: number, digits = 0): string {
  return seconds < 60
    ? `${seconds.toFixed(digits)} s`
    : `${String(Math.floor(seconds / 60))} min ${(seconds % 60).toFixed(digits)} s`;
}

function fileSize(bytes: number): string {
  if (bytes < 1_000) return `${String(bytes)} bytes`;
  const [unit, size] = bytes < 999_500 ? ['KB', bytes / 1_000] : ['MB', bytes / 1_000_000];
  // One decimal, if it says something.
  const shown = size < 9.95 ? size.toFixed(1).replace(/\.0$/, '') : String(Math.round(size));
  return `${shown} ${unit}`;
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
  queued: 'It is sent when this answer ends. Edit it to keep it from being sent.',
  queuedMessages: 'Queued messages',
  queueWaits: (count: number) =>
    count === 1 ? 'Sent when this answer ends' : 'Sent one by one when this answer ends',
  queuePaused: 'Waiting, because the last answer failed.',
  sendQueued: 'Send now',
  takeBack: 'Edit',
  editQueued: (text: string) => `Edit “${text}”`,
  removeFromQueue: 'Remove',
  removeQueued: (text: string) => `Remove “${text}”`,
  showAll: 'Show all',
  showLess: 'Show less',
  cancel: 'Stop',
  answerNow: 'Answer now',
  stopping: 'Stopping',
  retry: 'Try again',
  retryIn: (seconds: number) => `Try again in ${String(seconds)} s`,
  edit: 'Edit the message',
  continueAnswer: 'Continue from here',
  copyCode: 'Copy code',
  copied: 'Copied',
  sources: (count: number) => (count === 1 ? '1 source' : `${String(count)} sources`),
  source: (index: number, title: string) => `Source ${String(index)}: ${title}`,
  page: (page: number) => `page ${String(page)}`,
  footnote: (name: string) => `Footnote ${name}`,
  backToText: 'Back to the text',
  loadImage: (host: string) => `Load image from ${host}`,
  imageLost: 'The image could not be loaded.',
  formula: 'Formula',
  table: 'Table',
  code: 'Code',
  taskDone: 'Done',
  taskOpen: 'To do',
  writing: 'Writing',
  awaitingText: 'Waiting for more text',
  thinking: 'Thinking',
  /** A running clock. It moves by half seconds. */
  elapsed: (seconds: number) => clock(seconds, 1),
  aboutTokens: (tokens: number) => `about ${tokens.toLocaleString('en')} tokens`,
  thoughtFor: (seconds: number) => `Thought for ${seconds < 1 ? 'less than 1 s' : clock(seconds)}`,
  toolWriting: 'preparing',
  toolReady: 'ready',
  toolRunning: 'running',
  toolFinished: 'done',
  toolFailed: 'failed',
  toolStopped: 'stopped',
  toolTook: (seconds: number) => (seconds < 1 ? 'less than 1 s' : clock(seconds)),
  toolUsually: (seconds: number) => `usually done within ${clock(seconds)}`,
  toolUsuallyLeft: (seconds: number) => `usually up to ${clock(seconds)} more`,
  /** `percent` is 50, 80 or 95. */
  toolLongerThan: (percent: number) => {
    const share = percent < 80 ? 'half of' : percent < 95 ? '4 of 5' : '19 of 20';
    return `longer than ${share} earlier calls`;
  },
  toolLongest: (calls: number) => `longer than all ${String(calls)} earlier calls`,
  toolTimesLongest: (times: number) => `over ${String(times)} times as long as ever before`,
  toolArguments: 'Input',
  toolResult: 'Result',
  toolError: 'Error',
  usingTools: (count: number) => (count === 1 ? 'Using 1 tool' : `Using ${String(count)} tools`),
  usedTools: (count: number) => (count === 1 ? 'Used 1 tool' : `Used ${String(count)} tools`),
  toolsFailed: (count: number) => `${String(count)} failed`,
  attach: 'Add images or files',
  attachedPlaceholder: 'Add a message',
  attachments: 'Images and files',
  image: 'Image',
  file: 'File',
  fileSize,
  removeAttachment: (name: string) => `Remove ${name}`,
  saveAttachment: 'Save',
  attachmentReading: 'Reading',
  attachmentProgress: (name: string) => `Reading ${name}`,
  attachmentLost: 'Could not be loaded',
  attachmentType: (name: string) => `“${name}” cannot be added: this type of file is not accepted.`,
  attachmentEmpty: (name: string) => `“${name}” cannot be added: it is empty.`,
  attachmentTooLarge: (name: string, limit: string) =>
    `“${name}” cannot be added: it is larger than ${limit}.`,
  attachmentsTooLarge: (name: string, limit: string) =>
    `“${name}” cannot be added: together, the files would be larger than ${limit}.`,
  attachmentsTooMany: (name: string, limit: number) =>
    `“${name}” cannot be added: a message can have ${String(limit)} files.`,
  attachmentUnreadable: (name: string) => `“${name}” could not be read. Add it again.`,
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
  offlineUnsent: 'You are offline. Your message is sent when you are back online.',
  announceTool: (label: string, state: string) => `${label}: ${state}.`,
  announceStarted: 'Preparing the answer.',
  announceDone: 'The answer is complete.',
  announceStopped: 'The answer was stopped.',
  announceFailed: 'The answer failed.',
};

/** The text of the library, in one language. */
export type Labels = typeof defaultLabels;
