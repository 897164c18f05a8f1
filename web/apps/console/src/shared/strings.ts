import { defaultLabels, type Labels } from '@firstword/react';

/** The library's labels, adapted to this product. */
export const labels: Labels = {
  ...defaultLabels,
  messagePlaceholder: 'Ask something',
};

/** All other text of the console. */
export const strings = {
  product: 'Firstword',
  pageTitle: (title: string) => `${title} – Firstword`,
  /** Only the first word on narrow screens. */
  simulated: ['Simulated', 'models'],
  simulatedReason:
    'No model provider is configured. Answers come from a simulator with the timing of real models.',
  /** Only the first word next to another badge on narrow screens. */
  lab: ['Latency', 'injection'],
  labReason: 'Latency injection is enabled: phases can be slowed down.',
  useDark: 'Dark appearance',
  useLight: 'Light appearance',
  conversation: 'Conversation',
  conversations: 'Conversations',
  openConversations: 'Show conversations',
  closeConversations: 'Close',
  newConversation: 'New conversation',
  noConversations: 'Conversations appear here.',
  conversationsLost: 'The list could not be loaded.',
  untitled: 'Untitled conversation',
  deleteConversation: (title: string) => `Delete “${title}”`,
  deleteQuestion: 'Delete this conversation?',
  deleteWarning: 'Its messages cannot be recovered.',
  deleteFailed: 'It could not be deleted. Try again.',
  delete: 'Delete',
  keep: 'Keep',
  emptyTitle: 'Ask, and watch the answer being written.',
  emptyText:
    'Stop it at any time. Reload in the middle, or open it in a second tab: the answer continues.',
  examples: [
    'How does memory affect the performance of AWS Lambda with Node.js?',
    'Compare three ways to plot an ECDF in Python, in a table',
    'Write a chord progression in C major. Make it sound sad and slow.',
    'What are the themes of “The Alignment Problem” by Brian Christian?',
  ],
  examplesTitle: 'For example',
  missingTitle: 'This conversation does not exist.',
  missingText: 'It may have been deleted, or the address is incomplete.',
  unknownTitle: 'This page does not exist.',
  unknownText: 'The address may be incomplete.',
  loadingConversation: 'Loading the conversation',
  signInTitle: 'Sign in',
  signInText: 'This server requires an API key or token.',
  signInRefused: 'The server does not accept this key or token. Check it, or use another one.',
  credential: 'API key or token',
  signIn: 'Sign in',
  signOut: 'Sign out',
  signInHint: 'It is kept until you close this tab. Create keys with',
  unreachable: 'The server cannot be reached. Trying again.',
  tryNow: 'Try now',
  tryAgain: 'Try again',
  copyAnswer: 'Copy answer',
  firstWords: (seconds: string) => `first words ${seconds} s`,
  total: (seconds: string) => `total ${seconds} s`,
  tooLong: 'The answer reached its maximum length and ends here.',
  declined: 'The model declined to continue.',
  documents: {
    title: 'Documents',
    close: 'Close',
    onWay: (count: number) =>
      count === 1 ? '1 file uploading' : `${String(count)} files uploading`,
    choose: 'Choose files',
    drop: 'or drop them here',
    formats: 'Text, Markdown, HTML or PDF, up to 20 MB each. Answers can then use and cite them.',
    uploads: 'Uploads in progress',
    progress: (name: string) => `Upload progress of ${name}`,
    sent: (percent: number) => `${String(percent)} % uploaded`,
    reading: 'Reading',
    cancel: (name: string) => `Cancel the upload of ${name}`,
    dismiss: (name: string) => `Dismiss ${name}`,
    unreadable: 'This kind of file cannot be read. Text, Markdown, HTML and PDF can.',
    tooLarge: 'It is larger than 20 MB.',
    emptyFile: 'It is empty.',
    lost: 'The upload failed: the server cannot be reached.',
    failed: 'It could not be read.',
    loading: 'Loading the documents',
    listLost: 'The documents could not be loaded: the server cannot be reached.',
    empty: 'No documents yet. Without them, answers rely on what the model knows.',
    processing: 'Processing',
    kind: (mediaType: string, bytes: number) =>
      `${documentKinds[mediaType] ?? mediaType}, ${sizeOf(bytes)}`,
    delete: (title: string) => `Delete “${title}”`,
    deleteQuestion: 'Delete this document?',
    deleteWarning: 'Answers will no longer use it. Answers that cite it do not change.',
    untitled: 'Untitled document',
    more: 'Show more',
  },
  pages: 'Pages',
  loadingPage: 'Loading the page',
  parts: {
    page: 'Parts',
    intro:
      'Every part of @firstword/react in each of its states, with the code that shows it. The content is made up; the other pages use the same parts.',
  },
  chat: 'Chat',
  studio: {
    page: 'Studio',
    title: 'Write a proposal',
    lead: 'A few lines are enough.',
    example: 'Fill in an example',
    optional: '(optional)',
    missing: (label: string) => `${label} is needed to write the proposal.`,
    write: 'Write the proposal',
    writing: 'One proposal at a time: this one is being written.',
    message: 'Write the proposal.',
    proposal: 'Proposal',
    proposalFor: (client: string) => `Proposal for ${client}`,
    previewTitle: 'What you get',
    previewText:
      'A short summary first, then the whole proposal section by section. Stop it at any time; a reload loses nothing.',
    copy: 'Copy',
    download: 'Download',
    new: 'New proposal',
    missingTitle: 'This proposal does not exist.',
    missingText:
      'It may have been deleted, or belong to someone else. A new one takes a few seconds.',
    noProfileTitle: 'Proposals are switched off.',
    noProfileText: 'This server has no profile named “proposal”.',
  },
  playground: {
    page: 'Playground',
    title: 'The same request, twice',
    lead: 'One side shows a spinner until the answer is complete, as most products do. The other is Firstword. Both ask the same server at the same moment.',
    needsLab:
      'Start the server with ./firstword serve --latency-injection to slow it down and to choose other models from here.',
    questionLabel: 'Question for both sides',
    question: 'Write about how a small bakery could take orders online.',
    run: 'Run both',
    stop: 'Stop',
    presetsTitle: 'Cases',
    presets: {
      story: { label: 'A long answer', text: 'A model that writes for twelve seconds.' },
      example: {
        label: 'The worked example',
        text: 'Sign-in and history take 220 ms, the instructions have 10,000 tokens, and the answer takes twelve seconds.',
      },
      think: {
        label: 'A model that thinks',
        text: 'It thinks for eight seconds before its first word.',
      },
      agent: {
        label: 'An agent with tools',
        text: 'It thinks, calls two tools at once, thinks again, and calls a third.',
      },
      proxy: {
        label: 'A buffering proxy',
        text: 'Something between server and model holds the answer back until it is complete.',
      },
      slow: {
        label: 'A slow provider',
        text: 'Six seconds to the first token, then 20 tokens/s.',
      },
    },
    changed: 'Settings of your own.',
    silence: 'Silence',
    notMeasured: 'How long do your users wait in silence?',
    to: 'to',
    measured: 'The longest time with nothing new to read, measured on this screen.',
    measuredSimulated:
      'The longest time with nothing new to read, measured on this screen. Simulated model.',
    link: 'Copy link',
    saveImage: 'Save image',
    imageLater: 'Available once both sides have ended.',
    imageFailed: 'This browser could not draw the image.',
    image: {
      question: (question: string) => `“${question}”`,
      figures: (firstText: string, silence: string, total: string) =>
        `first text ${firstText}   silence ${silence}   total ${total}`,
      simulated: 'Simulated model. Longest time with nothing new to read, as painted. Firstword',
      real: 'Longest time with nothing new to read, as painted. Firstword',
    },
    announced: {
      running: 'Both sides are running.',
      firstText: (side: string, time: string) => `${side}: first text after ${time}.`,
      done: (before: string, after: string) =>
        `Both sides have ended. Longest silence: ${before} with the spinner, ${after} with Firstword.`,
    },
    legendTitle: 'Legend',
    legend: {
      silence: 'silence',
      words: 'words about the work',
      text: 'text of the answer',
      feedback: 'first feedback',
      firstText: 'first text',
    },
    waitingFor: (time: string) => `no text yet, ${time}`,
    firstTextAt: (time: string) => `first text after ${time}`,
    tick: (ms: number) => `${String(ms / 1_000)} s`,
    lane: (
      side: string,
      figures: {
        readonly feedbackMs: number | undefined;
        readonly firstTextMs: number | undefined;
        readonly silenceMs: number | undefined;
        readonly totalMs: number | undefined;
      },
    ): string => {
      const { measures } = strings.playground;
      const known = (['feedbackMs', 'firstTextMs', 'silenceMs', 'totalMs'] as const).flatMap(
        (name) => {
          const ms = figures[name];
          const label = name === 'silenceMs' ? measures.longestSilenceMs : measures[name];
          return ms === undefined ? [] : [`${label} ${strings.latency.time(ms)}`];
        },
      );
      return `${side}: ${known.length === 0 ? 'not run yet' : known.join(', ')}`;
    },
    problem:
      'The run could not be finished: the server or its latency injection did not respond. Run it again.',
    empty: 'Not run yet.',
    typing: 'The user is typing, and the server prepares.',
    waiting: 'Waiting',
    plain: 'The spinner',
    sides: { plain: 'The spinner', firstword: 'Firstword' },
    screen: (side: string) => `What the user sees: ${side}`,
    waterfall: (side: string) => `Where the time went: ${side}`,
    results: 'Measured on this screen',
    details: 'Where the time went on the server',
    detailsEmpty: 'The phases of both turns appear here.',
    measures: {
      feedbackMs: 'First feedback',
      firstTextMs: 'First text',
      longestSilenceMs: 'Longest silence',
      totalMs: 'Total',
    },
    settingsTitle: 'Change the models and the techniques',
    techniquesTitle: 'What Firstword’s side does',
    techniques: {
      optimistic: 'Message on the page at once',
      skeleton: 'Skeleton instead of a spinner',
      phases: 'Phases in words',
      streaming: 'Text as it is written',
      summary: 'Quick summary first',
      parallel: 'Phases at the same time',
      cache: 'Prompt cache (filled by the first run)',
      prepare: 'Preparation while typing (starts 1.5 s later)',
      fasterModel: 'Faster model',
    },
    unavailable: {
      'needs latency injection': 'needs latency injection',
      'needs a second model': 'needs a second model',
    },
    scalesTitle: 'For both sides',
    scales: {
      firstTokenMs: 'Model’s first token (median)',
      tokensPerSecond: 'Model’s speed',
      inputTokens: 'Length of the instructions',
      outputTokens: 'Length of the answer',
      people: 'Concurrent users',
    },
    units: {
      firstTokenMs: ' ms',
      tokensPerSecond: ' tokens/s',
      inputTokens: ' tokens',
      outputTokens: ' tokens',
      people: '',
    },
    slowPhases: 'Slow sign-in and history (and search, if there are documents)',
    held: 'A proxy holds the answer back until it is complete',
    note: 'Feedback is anything new to read: the message, a word about the work, the answer. A spinner that turns is not. Each side counts from its own click. With simulated users and phases at the same time, the spinner runs first.',
  },
  latency: {
    phase: 'Phase',
    course: 'Course',
    duration: 'Duration',
    critical: 'on the critical path',
    from: (startMs: number): string => `from ${strings.latency.time(startMs)} on`,
    at: (atMs: number): string => `at ${strings.latency.time(atMs)}`,
    whereTimeWent: 'Where the time went',
    whole: 'From the click to the last word',
    page: 'Latency',
    phases: {
      auth: 'Sign-in',
      store: 'Storing the message',
      history: 'History',
      embedding: 'Embedding',
      search: 'Search',
      reranking: 'Reranking',
      prompt: 'Prompt',
      complexity: 'Classifying the question',
      model: 'First token',
      thinking: 'Thinking',
      tools: 'Tools',
      generation: 'Text',
    } as Readonly<Record<string, string>>,
    time: (durationMs: number): string =>
      durationMs < 1_000
        ? `${String(Math.round(durationMs))} ms`
        : `${(durationMs / 1_000).toFixed(durationMs < 10_000 ? 2 : 1)} s`,
    seconds: (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`,
  },
  pageLostTitle: 'This page could not be loaded.',
  pageLostText: 'The server may have been updated, or it cannot be reached.',
  reload: 'Reload',
  stalled: 'No new text for a moment. It appears here as soon as it arrives.',
  footnote: 'Answers can be wrong. Check what matters.',
};

const documentKinds: Readonly<Record<string, string>> = {
  'text/plain': 'Text',
  'text/markdown': 'Markdown',
  'text/html': 'HTML',
  'application/pdf': 'PDF',
};

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${String(bytes)} bytes`;
  const [unit, size] = bytes < 1_000_000 ? ['KB', bytes / 1_000] : ['MB', bytes / 1_000_000];
  return `${size < 10 ? size.toFixed(1) : String(Math.round(size))} ${unit}`;
}
