import type { TurnClient } from '../client/index.js';
import { turnReducer } from './turn-reducer.js';
import { emptyTurn, type TurnView } from './turn-view.js';

/**
 * Replays a finished turn from its log: why it failed, how long it took. `undefined` if the server no longer
 * stores the log.
 */
export async function replayTurn(
  client: TurnClient,
  turnId: string,
  signal: AbortSignal,
): Promise<TurnView | undefined> {
  let turn = emptyTurn;
  try {
    for await (const { event } of client.follow(turnId, { signal })) {
      turn = turnReducer(turn, event);
    }
  } catch {
    return undefined;
  }
  return turn;
}
