import { emptyTurn } from '@firstword/react';
import type { About, FirstwordClient } from '@firstword/react/client';
import { pageClock } from '@firstword/react/rum';
import { useCallback, useEffect, useRef, useState } from 'react';

import { exampleTools } from './example-tools.js';
import { SimulatedUsers } from './simulated-users.js';
import {
  type LatencyInjectionClient,
  type LatencyInjectionState,
  workedExampleDelays,
} from './latency-injection-client.js';
import { type PaneRun, runTurn } from './pane-run.js';
import { requestFor } from './pane-request.js';
import type { PlaygroundSettings } from './playground-settings.js';
import { noTechniques, type Techniques } from './techniques.js';

/** The two sides of the playground. */
export type Side = 'plain' | 'firstword';

export interface Comparison {
  readonly runs: Readonly<Partial<Record<Side, PaneRun>>>;
  /** True from the click until both sides have ended. */
  readonly running: boolean;
  /** Why latency injection could not be set up. */
  readonly problem: boolean;
  readonly run: (settings: PlaygroundSettings) => Promise<void>;
  readonly stop: () => void;
}

/** How long before the click the field receives the focus, if the server prepares while the user types. */
const focusLeadMs = 1_500;

/**
 * Runs the same question on both sides at once. A turn keeps the phase order that the server had when the turn
 * started, so the server changes it between the two starts. Simulated users start at times of their own: with
 * them, and with another phase order on each side, the sides run one after the other.
 */
export function useComparison(
  client: FirstwordClient,
  about: About,
  latencyInjection: LatencyInjectionClient | undefined,
): Comparison {
  const [runs, setRuns] = useState<Comparison['runs']>({});
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState(false);
  const current = useRef<AbortController | undefined>(undefined);
  /** The latency injection settings before the first run that changed them. */
  const originalState = useRef<LatencyInjectionState | undefined>(undefined);

  useEffect(
    () => () => {
      current.current?.abort();
    },
    [],
  );

  const run = useCallback(
    async (settings: PlaygroundSettings) => {
      current.current?.abort();
      const controller = new AbortController();
      current.current = controller;
      const { signal } = controller;
      const crowd = latencyInjection && new SimulatedUsers(latencyInjection);
      const reorders = latencyInjection !== undefined && settings.techniques.has('parallel');
      const together = !reorders || settings.people === 1;
      const nonce = client.newKey();

      const side = async (
        name: Side,
        techniques: Techniques,
        onStart: () => void = () => undefined,
      ): Promise<void> => {
        const request = requestFor(settings, techniques, about, `${name} ${nonce}`);
        if (techniques.has('prepare')) {
          await client.prepare({ draft: settings.question }).catch(() => undefined);
          await delay(focusLeadMs, signal);
        }
        await crowd?.start(settings.people - 1, request);
        signal.throwIfAborted();
        // The compiler does not check values under a computed key, so their types are stated.
        const begun: Omit<PaneRun, 'turn'> = {
          question: settings.question,
          clickedAtMs: pageClock.now(),
        };
        setRuns((others) => ({ ...others, [name]: { ...begun, turn: emptyTurn } }));
        const asked = settings.behavior === 'agent' ? exampleTools(client) : client;
        await runTurn(asked, request, streams(techniques), signal, (turn, failure) => {
          const step: PaneRun = {
            ...begun,
            turn,
            ...(failure === undefined ? {} : { failure }),
          };
          setRuns((others) => ({ ...others, [name]: step }));
          if (turn.turnId !== undefined) onStart();
        });
        // Users still being answered when the next side starts would add to its load.
        if (!together) await crowd?.stop();
      };
      const phases = (sequential: boolean) => ({
        delay: settings.slowPhases ? workedExampleDelays : {},
        sequential,
      });

      setRuns({});
      setRunning(true);
      setProblem(false);
      try {
        originalState.current ??= await latencyInjection?.state();
        await latencyInjection?.setPace(settings, about.models);
        await latencyInjection?.update(phases(true));
        let plain = Promise.resolve();
        const plainStarted = new Promise<void>((resolve) => {
          plain = side('plain', noTechniques, resolve);
        });
        const other = async (): Promise<void> => {
          if (reorders) {
            await (together ? Promise.race([plainStarted, plain]) : plain);
            await latencyInjection.update(phases(false));
          }
          await side('firstword', settings.techniques);
        };
        await Promise.all([plain, other()]);
      } catch {
        if (!signal.aborted) setProblem(true);
      } finally {
        await crowd?.stop().catch(() => {
          setProblem(true);
        });
        // A newer run restores the settings when it ends.
        if (current.current === controller) {
          setRunning(false);
          await restoreState(latencyInjection, originalState.current).catch(() => {
            setProblem(true);
          });
          originalState.current = undefined;
        }
      }
    },
    [client, about, latencyInjection],
  );
  const stop = useCallback(() => {
    current.current?.abort();
    setRunning(false);
  }, []);
  return { runs, running, problem, run, stop };
}

/** However a run has ended, the next user finds the server unchanged. */
async function restoreState(
  latencyInjection: LatencyInjectionClient | undefined,
  state: LatencyInjectionState | undefined,
): Promise<void> {
  if (latencyInjection === undefined || state === undefined) return;
  await latencyInjection.update(state);
  await latencyInjection.restorePace();
}

/** Whether a side shows anything before the answer is complete. */
function streams(techniques: Techniques): boolean {
  return techniques.has('streaming');
}

function delay(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, durationMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
