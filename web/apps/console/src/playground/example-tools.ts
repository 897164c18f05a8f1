import { clientTools } from '@firstword/react/tools';

/** The tools that the simulated agent calls: two at the same time, then a third. */
export const agentSteps = [['find_bakeries', 'read_reviews'], ['plan_route']] as const;

type ToolName = (typeof agentSteps)[number][number];

const tools: Readonly<
  Record<ToolName, { readonly description: string; readonly ms: number; readonly result: unknown }>
> = {
  find_bakeries: {
    description: 'Finds bakeries near a place.',
    ms: 2_000,
    result: [{ name: 'Market bakery', metres: 300 }],
  },
  read_reviews: {
    description: 'Reads what customers say.',
    ms: 4_000,
    result: 'Fresh bread, short queues, and orders by telephone only.',
  },
  plan_route: { description: 'Plans a delivery route.', ms: 1_500, result: { stops: 4, km: 7 } },
};

/** Runs the tools in this page. They take their time, and know nothing. */
export const exampleTools = clientTools(
  Object.fromEntries(
    Object.entries(tools).map(([name, { description, ms, result }]) => [
      name,
      { description, run: (_args, { signal }) => later(ms, result, signal) },
    ]),
  ),
);

function later(delayMs: number, result: unknown, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, delayMs, result);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
