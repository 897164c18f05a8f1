import { latencyWords } from './latency-words.js';
import { strings } from './strings.js';

const oneDecimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const seconds = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

const measureNames: Readonly<Record<string, string>> = {
  ttft_ms: 'First text',
  total_ms: 'Total',
  model_ttft_ms: 'First text of the model',
  generation_ms: 'Writing',
  silence_ms: 'Longest silence',
  tokens_per_second: 'Tokens per second',
  output_tokens: 'Tokens written',
  input_tokens: 'Tokens read',
  seen_echo_ms: 'Own message on the page',
  seen_feedback_ms: 'First feedback',
  seen_first_text_ms: 'First text on the screen',
  seen_silence_ms: 'Longest silence on the screen',
  seen_total_ms: 'Total on the screen',
};

/** Why tokens that had been in the prompt cache missed it. */
const cacheMissCauses: Readonly<Record<string, string | undefined>> = {
  model_changed: 'another model answered before',
  tools_changed: 'tools changed',
  instructions_changed: 'instructions changed',
  options_changed: 'options changed',
  messages_changed: 'earlier messages changed',
  expired: 'the cache expired',
  unexplained: 'the provider lost them',
};

/** The text of the latency pages, which are loaded on demand. */
export const latencyStrings = {
  title: 'Latency',
  views: {
    percentiles: 'Percentiles',
    turns: 'Slowest turns',
    levels: 'Objectives and alerts',
    diagnosis: 'Diagnosis',
  },
  viewsLabel: 'Latency pages',
  overview: {
    verdict: 'Verdict',
    predicted: 'Predicted:',
    showFailed: 'Show the failed turns',
    showDiagnosis: 'How it was found',
    budget: 'Error budget of 24 hours',
    noBudget: 'An error budget needs 30 turns in 24 hours.',
    left: (share: string) => `${share} left`,
    spent: 'used up',
    overspent: 'More turns missed the objective than it allows.',
    lasts: 'It lasts at the pace of the last hour.',
    exhausted: (time: string) => `Used up in ${time} at the pace of the last hour.`,
    firstText: 'Where the time to the first text goes',
    other: 'Other',
    ofMedian: (time: string) => `The critical path of the median turn, ${time}.`,
    compared: 'The median turn and a slow one',
    median: 'Median of first text',
    slow: '95th percentile of first text',
  },
  tiles: {
    firstText: 'First text',
    silence: 'Longest silence',
    failures: 'Failures',
    p95: 'at p95',
    p50: (turns: number) => (turns === 1 ? 'one turn' : `median of ${whole.format(turns)} turns`),
    noTarget: 'No target set.',
    attained: (within: string, limit: string, target: string) =>
      `${within} within ${limit}, target ${target}`,
    allowed: (share: string) => `at most ${share} allowed`,
    failedOf: (failed: number, turns: number) =>
      `${whole.format(failed)} of ${turns === 1 ? 'one turn' : `${whole.format(turns)} turns`}`,
  },
  heat: {
    cells: 'more turns, darker',
    dots: 'turns, too few for percentiles',
    percentile: 'p95',
    limit: 'target',
    change: 'recommended change made',
    changed: (title: string, at: string) => `${title}: changed at ${at}`,
  },
  cell: (from: string, to: string, turns: number) =>
    `${from} to ${to}: ${turns === 1 ? 'one turn' : `${whole.format(turns)} turns`}`,
  hours: (durationMs: number) =>
    durationMs < 3_600_000
      ? `${whole.format(Math.max(1, durationMs / 60_000))} min`
      : `${oneDecimal.format(durationMs / 3_600_000)} h`,
  outcomeFilter: 'Show',
  outcomeFilters: { all: 'All', failed: 'Failed' },
  noFailures: (window: string) => `No failed turns in the last ${window}.`,
  noFailuresText: (measure: string) =>
    `Failed turns that ended before “${measure}” was measured are listed by Total.`,
  window: 'Time',
  windows: { '1m': '1 min', '10m': '10 min', '1h': '1 h', '24h': '24 h' },
  windowsInWords: { '1m': 'minute', '10m': '10 minutes', '1h': 'hour', '24h': '24 hours' },
  asOf: (at: Date) => `As of ${clockWithSeconds.format(at)}`,
  pause: 'Pause',
  goOn: 'Resume',
  paused: 'Paused',
  loading: 'Loading the figures',
  failedTitle: 'The figures could not be loaded.',
  failedText: 'The server cannot be reached.',
  staleText: 'Nothing new: the server cannot be reached. These are the last figures.',
  refusedTitle: 'These figures are for operators.',
  tryAgain: strings.tryAgain,
  emptyTitle: (window: string) => `No turns in the last ${window}.`,
  emptyText: 'A turn is counted when it has ended.',
  emptyLonger: 'Show 24 hours',
  emptyAsk: 'Ask something',
  all: 'All turns',
  only: (name: string) => `Only ${name}`,
  showAll: 'Show all turns',
  measure: 'Measure',
  percentile: { p50: 'p50', p95: 'p95', p99: 'p99' },
  percentilesLegend:
    'Half of all turns are within p50, 95 of 100 within p95, 99 of 100 within p99.',
  turns: 'Turns',
  goodput: 'Goodput',
  goodputMeaning: 'share of turns that met every objective',
  outcomes: (done: number, cancelled: number, failed: number) =>
    `${whole.format(done)} done, ${whole.format(cancelled)} stopped, ${whole.format(failed)} failed`,
  measureGroups: {
    server: 'As the server measured it',
    seen: 'As users saw it',
    phases: 'Phases',
    tokens: 'Tokens',
  },
  nothingSeen: 'No reports from browsers yet.',
  measureName: (measure: string) => {
    const phase = /^phase:(.+)$/.exec(measure)?.[1];
    if (phase !== undefined) return latencyWords.phases[phase] ?? phase;
    return measureNames[measure] ?? measure;
  },
  history: (measure: string, of: string) => `${measure}, ${of}`,
  chart: (measure: string, window: string) =>
    `Chart of ${measure} over the last ${window}. The table below it has the same figures.`,
  chartEmpty: 'Nothing was measured in this time.',
  asTable: 'Show as a table',
  at: 'From',
  limit: (share: number, limit: string) => `Target: ${percent(share)} within ${limit}`,
  by: 'By',
  dimensions: {
    model: 'Model',
    tenant: 'Tenant',
    kind: 'Kind',
    profile: 'Profile',
    length: 'Length',
  },
  comparedBy: (dimension: string) => `By ${dimension.toLowerCase()}`,
  slownesses: {
    total_ms: 'Total',
    ttft_ms: 'First text',
    silence_ms: 'Longest silence',
    seen_first_text_ms: 'First text on the screen',
  },
  slowest: 'Slowest by',
  slowestTurns: 'Slowest turns',
  slowestOnNode: 'Among the newest turns on this node.',
  noneSeen: 'No browser has reported when it showed the first text.',
  ended: 'Ended',
  outcome: { done: 'Done', cancelled: 'Stopped', failed: 'Failed' },
  kinds: { simple: 'simple', moderate: 'moderate', complex: 'complex' } as Readonly<
    Record<string, string>
  >,
  model: 'Model',
  kind: 'Kind',
  open: (at: string) => `Waterfall of the turn that ended at ${at}`,
  turn: {
    title: 'One turn',
    back: 'Back to the slowest turns',
    missingTitle: 'This turn is not available.',
    missingText: 'Each node keeps the waterfalls of its newest turns.',
    waterfall: 'Where the time went, from the click to the last word',
    waterfallFromServer: 'Where the time went, since the server received the request',
    unseen: 'The browser has not reported this turn.',
    critical: 'On the critical path',
    other: 'In parallel with something longer',
    screen: 'On the screen',
    groups: { screen: 'Browser', server: 'Server' },
    way: 'Network to the server',
    echo: 'Own message',
    feedback: 'First feedback',
    firstText: 'First text',
    total: 'Fully painted',
    numbered: (phase: string, number: number) => `${phase} ${String(number)}`,
    attempt: (model: string) => `Call to ${model}`,
    facts: {
      outcome: 'Outcome',
      ended: 'Ended',
      model: 'Model',
      reason: 'Chosen for',
      kind: 'Question',
      profile: 'Profile',
      tenant: 'Tenant',
      ttft: 'First text',
      total: 'Total',
      silence: 'Longest silence',
      seenSilence: 'Silence on screen',
      input: 'Tokens read',
      cacheMisses: 'Cache misses',
      output: 'Tokens written',
      speed: 'Tokens per second',
      trace: 'Trace',
      turn: 'Turn',
    },
    fromCache: (tokens: number) => `${whole.format(tokens)} of them from the prompt cache`,
    cacheMiss: (cause: string, tokens: number) =>
      `${whole.format(tokens)} tokens: ${cacheMissCauses[cause] ?? cause}`,
    copyTrace: 'Copy trace id',
    abandoned: 'The page was left before the end.',
    clicks: (count: number) =>
      count === 1
        ? 'Send was pressed again while waiting.'
        : `Send was pressed ${String(count)} more times while waiting.`,
  },
  slos: {
    title: 'Service level objectives',
    none: 'No objectives are set.',
    name: 'Objective',
    scope: 'For',
    promised: 'Target',
    kept: 'Actual',
    state: { met: 'Met', broken: 'Missed', unknown: 'Too few turns' },
    tooFew: 'under 30 turns',
    everybody: 'all turns',
    of: (measure: string, limit: string) => `${measure} within ${limit}`,
  },
  alerts: {
    title: 'Alerts',
    none: 'Nothing has fired in the last 24 hours.',
    noneText:
      'An alert fires when turns miss an objective much faster than allowed, never on fewer than 30 turns.',
    firing: 'Firing',
    ended: 'Ended',
    severity: { page: 'page', ticket: 'ticket' },
    since: (at: string) => `since ${at}`,
    between: (from: string, to: string) => `${from} to ${to}`,
    burn: (alert: { long: string; longRate: number; short: string; shortRate: number }) =>
      `Missed ${oneDecimal.format(alert.longRate)} times faster than allowed over ${alert.long}, ${oneDecimal.format(alert.shortRate)} times over ${alert.short}.`,
    threshold: (threshold: number, turns: number) =>
      `Fires at ${oneDecimal.format(threshold)} times; measured over ${whole.format(turns)} turns.`,
  },
  diagnosis: {
    title: 'What to do first',
    tooFew: (turns: number, window: string) =>
      `${turns === 0 ? 'No turns' : turns === 1 ? 'One turn' : `${String(turns)} turns`} with text in the last ${window}: recommendations need 30.`,
    failures: (failed: number, turns: number) =>
      `${whole.format(failed)} of ${turns === 1 ? 'one turn' : `${whole.format(turns)} turns`} failed`,
    failedTurns: (turns: number) => (turns === 1 ? 'one turn' : `${whole.format(turns)} turns`),
    show: 'Show where',
    tree: 'How it was found',
    lit: 'the path to the first recommendation',
    answer: 'Answer',
    evidence: 'Evidence',
    limit: (value: string) => `limit ${value}`,
    setting: 'Configuration',
    copySetting: 'Copy',
    saving: 'Predicted',
    measured: 'Measured since',
    save: (p50: string, p95: string, p99: string | undefined) =>
      `${p50} at p50, ${p95} at p95${p99 === undefined ? '' : `, ${p99} at p99`}`,
    share: (share: number) => `affects ${percent(share)} of turns`,
    before: 'now',
    after: 'with it',
    saved: { ttft_ms: 'First text', total_ms: 'Total', seen_first_text_ms: 'On the screen' },
    mistakes: 'Misconfigured',
    applied: 'Already done',
    appliedNone: '',
    since: (at: string, turns: number) => `since ${at}, ${whole.format(turns)} turns`,
    notHere: 'does not apply',
  },
  count: (value: number) => whole.format(value),
  percent,
  /** Formats a value of a measure with its unit. */
  value: (measure: string, value: number) => {
    if (measure === 'tokens_per_second') return oneDecimal.format(value);
    if (measure.endsWith('tokens')) return whole.format(value);
    return value > 0 && value < 0.5 ? '< 1 ms' : latencyWords.time(value);
  },
  /** Formats a round value, such as an axis label, without insignificant digits. */
  roundValue: (measure: string, value: number) => {
    if (!measure.endsWith('_ms') && !measure.startsWith('phase:')) return oneDecimal.format(value);
    if (value === 0) return '0';
    return value < 1_000 ? latencyWords.time(value) : `${seconds.format(value / 1_000)} s`;
  },
  number: (value: number) =>
    Math.abs(value) >= 100 ? whole.format(value) : oneDecimal.format(value),
  time: (at: Date, now = new Date()) =>
    at.toDateString() === now.toDateString()
      ? clock.format(at)
      : `${day.format(at)}, ${clock.format(at)}`,
  timeWithSeconds: (at: Date, now = new Date()) =>
    at.toDateString() === now.toDateString()
      ? clockWithSeconds.format(at)
      : `${day.format(at)}, ${clockWithSeconds.format(at)}`,
  precise: (at: Date) => clockWithSeconds.format(at),
  clock: (at: Date) => clock.format(at),
};

function percent(share: number): string {
  return `${oneDecimal.format(share * 100)} %`;
}
