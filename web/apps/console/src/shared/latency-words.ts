/** Phases and durations in words, for operators. */
export const latencyWords = {
  phase: 'Phase',
  course: 'Course',
  duration: 'Duration',
  critical: 'on the critical path',
  from: (startMs: number): string => `from ${latencyWords.time(startMs)} on`,
  at: (atMs: number): string => `at ${latencyWords.time(atMs)}`,
  whereTimeWent: 'Where the time went',
  whole: 'From the click to the last word',
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
};
