import {
  createClient,
  type Environment,
  type FirstwordClient,
  type NumberedEvent,
  platformEnvironment,
  type TurnClient,
} from '../client/index.js';
import { browserSessionStorage } from '../client/session-storage.js';
import { browserLocks, type CallLocks } from './call-lock.js';
import { OwnTurns, type TurnIdStore } from './own-turns.js';
import { definitionsOf, type ToolSet } from './tool-set.js';
import { TurnTools, type TurnToolsDependencies } from './turn-tools.js';

/** Wraps a client, so that this page runs the tool calls of the turns that it starts. */
export type ClientTools = <Client extends TurnClient>(client: Client) => Client;

/** What tools depend on. Tests replace it. */
export interface ClientToolsOptions {
  readonly environment?: Environment;
  readonly locks?: CallLocks;
  readonly store?: TurnIdStore | undefined;
}

/**
 * Tools that the page runs for the model. A turn that this tab starts offers them. Each of its calls runs once,
 * in this tab, also after a reload, and its result is delivered. Another tab that reads the same turn runs
 * nothing.
 *
 * @param tools the tools, or a function that returns the current ones
 */
export function clientTools(
  tools: ToolSet | (() => ToolSet),
  options: ClientToolsOptions = {},
): ClientTools {
  const current = typeof tools === 'function' ? tools : () => tools;
  return (client) => withTools(client, current, options);
}

function withTools<Client extends TurnClient>(
  client: Client,
  tools: () => ToolSet,
  { environment = platformEnvironment(), locks = browserLocks(), ...options }: ClientToolsOptions,
): Client {
  const deps: TurnToolsDependencies = {
    api: apiOf(client, environment),
    tools,
    environment,
    locks,
  };
  const ownTurns = new OwnTurns('store' in options ? options.store : browserSessionStorage());
  /** The turns that are being read. */
  const active = new Set<TurnTools>();
  /** Turns whose connection was lost. Reading them continues after the last event. */
  const interrupted = new Map<string, TurnTools>();

  async function* run(
    events: AsyncGenerator<NumberedEvent, void, undefined>,
    followed: TurnTools | undefined,
  ): AsyncGenerator<NumberedEvent, void, undefined> {
    let turn = followed;
    try {
      if (turn !== undefined) {
        active.add(turn);
        turn.resume();
      }
      for await (const numbered of events) {
        const { event } = numbered;
        if (event.type === 'start' && turn === undefined) {
          ownTurns.add(event.turn_id);
          turn = new TurnTools(event.turn_id, deps);
          active.add(turn);
        }
        turn?.observe(numbered);
        yield numbered;
      }
    } finally {
      if (turn !== undefined) {
        turn.abort();
        active.delete(turn);
        if (!turn.ended) interrupted.set(turn.turnId, turn);
      }
    }
  }

  return {
    ...client,
    start(request, reading) {
      const offered = [...(request.tools ?? []), ...definitionsOf(tools())];
      const sent = offered.length === 0 ? request : { ...request, tools: offered };
      return run(client.start(sent, reading), undefined);
    },
    follow(turnId, reading) {
      const events = client.follow(turnId, reading);
      if (!ownTurns.has(turnId)) return events;
      const known = (reading?.after ?? 0) > 0 ? interrupted.get(turnId) : undefined;
      interrupted.delete(turnId);
      return run(events, known ?? new TurnTools(turnId, deps));
    },
    async cancel(turnId) {
      // Stop is stop: nothing runs until the server has confirmed it.
      for (const turn of active) if (turn.turnId === turnId) turn.abort();
      await client.cancel(turnId);
    },
  };
}

/** The rest of the API. A client for turns alone is one of the page's own server. */
function apiOf(client: TurnClient, environment: Environment): TurnToolsDependencies['api'] {
  return 'sendToolResults' in client
    ? (client as TurnClient as FirstwordClient)
    : createClient({ environment });
}
