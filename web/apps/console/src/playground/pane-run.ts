import { emptyTurn, turnReducer, type TurnView } from '@firstword/react';
import {
  ConnectionLostError,
  type FirstwordClient,
  ProblemError,
  type TurnRequest,
} from '@firstword/react/client';

/** The state of one side's run. */
export interface PaneRun {
  readonly question: string;
  /** The turn so far, whether the side shows it yet or not. */
  readonly turn: TurnView;
  /** The time of the click, in milliseconds since the epoch. */
  readonly clickedAtMs: number;
  readonly failure?: string;
}

/**
 * Runs one turn to its end, and reports every change.
 *
 * @param streams false: reads the stream to its end without showing it, then requests the complete answer, as
 *   an application without streaming does
 * @throws the signal's reason if the run is aborted
 */
export async function runTurn(
  client: FirstwordClient,
  request: TurnRequest,
  streams: boolean,
  signal: AbortSignal,
  onChange: (turn: TurnView, failure: string | undefined) => void,
): Promise<void> {
  let turn: TurnView = emptyTurn;
  try {
    for await (const { event } of client.start(request, { signal })) {
      turn = turnReducer(turn, event);
      if (streams || turn.status !== 'ended') onChange(turn, undefined);
    }
    if (!streams && turn.turnId !== undefined) {
      const { text } = await client.turn(turn.turnId);
      onChange({ ...turn, text }, undefined);
    }
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof ProblemError) onChange(turn, thrown.detail);
    else if (thrown instanceof ConnectionLostError) onChange(turn, thrown.message);
    else throw thrown;
  }
}
