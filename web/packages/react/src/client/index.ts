export { type BackoffPolicy, backoffMs, defaultBackoff } from './backoff.js';
export { createClient, type FirstwordClient } from './client.js';
export { defaultTimeouts, type ConnectionTimeouts } from './connection-watch.js';
export {
  type Clock,
  type Environment,
  type Fetch,
  type Network,
  platformEnvironment,
  type Release,
} from './environment.js';
export type * from './events.js';
export { isTerminal } from './events.js';
export { EventStreamDecoder, type StreamItem } from './event-stream.js';
export { ConnectionLostError, InterruptionError, ProblemError } from './errors.js';
export type * from './latency.js';
export type * from './records.js';
export type {
  ClientOptions,
  FollowOptions,
  PageOptions,
  ReadOptions,
  StartOptions,
  TurnClient,
} from './turn-client.js';
export { createTokenAccess, type TokenAccess, type UserToken } from './token-access.js';
export type { ConnectionState } from './turn-stream.js';
