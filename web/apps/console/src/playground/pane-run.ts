import { emptyTurn, turnReducer, type TurnView } from '@firstword/react';
import {
  ConnectionLostError,
  type FirstwordClient,
  ProblemError,
  type TurnRequest,
} from '@firstword/react/client';

/** Where one side's run stands. */
export interface PaneRun {
  readonly question: string;
  /** All that has come of the turn, whether the side shows it yet or not. */
  readonly turn: TurnView;
  /** When the click was, on the page's own clock, in milliseconds since the epoch. */
  readonly clickedMs: number;
  readonly failure?: string;
}

/**
 * Runs one turn to its end and tells of each step.
 *
 * @param streams false: the stream is read to its end without a word, and the whole answer then asked for, as an
 *   application without streaming does
 * @throws the signal's reason when the run is given up
 */
export async function runTurn(
  client: FirstwordClient,
  request: TurnRequest,
  streams: boolean,
  signal: AbortSignal,
  onStep: (turn: TurnView, failure: string | undefined) => void,
): Promise<void> {
  let turn: TurnView = emptyTurn;
  try {
    for await (const { event } of client.start(request, { signal })) {
      turn = turnReducer(turn, event);
      if (streams || turn.status !== 'ended') onStep(turn, undefined);
    }
    if (!streams && turn.turnId !== undefined) {
      const { text } = await client.turn(turn.turnId);
      onStep({ ...turn, text }, undefined);
    }
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof ProblemError) onStep(turn, thrown.detail);
    else if (thrown instanceof ConnectionLostError) onStep(turn, thrown.message);
    else throw thrown;
  }
}
