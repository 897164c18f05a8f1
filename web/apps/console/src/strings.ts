import { defaultLabels, type Labels } from '@firstword/react';

/** The library's sentences as this product says them. */
export const labels: Labels = {
  ...defaultLabels,
  messagePlaceholder: 'Ask something',
};

/** Every other sentence of the console. */
export const strings = {
  product: 'Firstword',
  pageTitle: (title: string) => `${title} – Firstword`,
  /** Only the first word where there is little room. */
  simulated: ['Simulated', 'models'],
  simulatedReason:
    'No model provider is configured. Answers come from a simulator with the timing of real models.',
  lab: 'Lab',
  labReason: 'The lab is enabled: phases may be made to last longer than they do.',
  useDark: 'Dark appearance',
  useLight: 'Light appearance',
  conversations: 'Conversations',
  openConversations: 'Show conversations',
  closeConversations: 'Close',
  newConversation: 'New conversation',
  noConversations: 'Conversations appear here.',
  conversationsLost: 'The list could not be loaded.',
  untitled: 'Untitled conversation',
  deleteConversation: (title: string) => `Delete “${title}”`,
  deleteQuestion: 'Delete this conversation?',
  deleteWarning: 'Its messages cannot be brought back.',
  deleteFailed: 'It could not be deleted. Try again.',
  delete: 'Delete',
  keep: 'Keep',
  emptyTitle: 'Ask, and watch the answer being written.',
  emptyText:
    'Stop it at any time. Reload in the middle, or open it in a second tab: the answer goes on.',
  examples: [
    'How does memory affect the performance of AWS Lambda with Node.js?',
    'Compare three ways to plot an ECDF in Python, in a table',
    'Write a chord progression in C major. Make it sound sad and slow.',
    'What are the themes of “The Alignment Problem” by Brian Christian?',
  ],
  examplesTitle: 'For example',
  missingTitle: 'There is no such conversation.',
  missingText: 'It may have been deleted, or the address is incomplete.',
  unknownTitle: 'There is no such page.',
  unknownText: 'The address may be incomplete.',
  loadingConversation: 'Loading the conversation',
  signInTitle: 'Who is asking?',
  signInText: 'This server answers to people it knows. Give your API key or token.',
  signInRefused: 'The server does not accept this key or token. Check it, or use another one.',
  credential: 'API key or token',
  signIn: 'Sign in',
  signOut: 'Sign out',
  signInHint: 'It is kept until this tab is closed. Keys are made with',
  unreachable: 'The server cannot be reached. Trying again.',
  tryNow: 'Try now',
  tryAgain: 'Try again',
  copyAnswer: 'Copy answer',
  firstWords: (seconds: string) => `first words ${seconds} s`,
  total: (seconds: string) => `total ${seconds} s`,
  tooLong: 'The answer reached the longest length allowed and ends here.',
  declined: 'The model declined to go on.',
  footnote: 'Answers can be wrong. Check what matters.',
};
