import { latencyWords } from './latency-words.js';

/** The text of the playground. */
export const playgroundStrings = {
  title: 'The same request, twice',
  lead: 'One side shows a spinner until the answer is complete, as most products do. The other is Firstword. Both ask the same server at the same moment.',
  needsLatencyInjection:
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
  changed: 'Custom settings',
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
    const { measures } = playgroundStrings;
    const known = (['feedbackMs', 'firstTextMs', 'silenceMs', 'totalMs'] as const).flatMap(
      (name) => {
        const ms = figures[name];
        const label = name === 'silenceMs' ? measures.longestSilenceMs : measures[name];
        return ms === undefined ? [] : [`${label} ${latencyWords.time(ms)}`];
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
};
