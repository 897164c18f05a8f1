import { createClient, type Fetch } from '@firstword/react/client';
import { act, fireEvent, render, renderHook, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';

import { done, text } from '../../../packages/react/test/fakes/events.js';
import { fakeEnvironment } from '../../../packages/react/test/fakes/fake-environment.js';
import { FakeServer } from '../../../packages/react/test/fakes/fake-server.js';
import { settled } from '../../../packages/react/test/fakes/manual-clock.js';
import {
  LatencyInjectionClient,
  type LatencyInjectionState,
} from '../src/playground/latency-injection-client.js';
import { PlaygroundPage } from '../src/playground/playground-page.js';
import {
  type PlaygroundSettings,
  formatQuery,
  workedExample,
} from '../src/playground/playground-settings.js';
import { useComparison } from '../src/playground/use-comparison.js';

const untouched: LatencyInjectionState = { delay: { history: '5ms' }, sequential: false };
const about = {
  name: 'Firstword',
  version: '0.1.0',
  simulated: true,
  profiles: [],
  models: ['claude-sonnet-4-6'],
  lab: true,
};
const settings: PlaygroundSettings = {
  ...workedExample('Why?'),
  techniques: new Set(['streaming', 'parallel']),
};

/** A fake of the server's latency injection routes. */
class FakeLaboratory {
  state = untouched;
  paced = false;
  readonly states: LatencyInjectionState[] = [];
  refusesChanges = false;
  /** The requests of simulated users that were accepted. */
  readonly asked: string[] = [];
  /** The conversations of simulated users who have left. */
  readonly forgotten: string[] = [];

  readonly fetch: Fetch = (path, { method = 'GET', body }) => {
    if (path === '/api/jobs' && typeof body === 'string') {
      this.asked.push((JSON.parse(body) as { readonly message: string }).message);
      return Promise.resolve(
        Response.json({ conversation_id: `conv_${String(this.asked.length)}` }, { status: 202 }),
      );
    }
    if (path.startsWith('/api/conversations/')) {
      this.forgotten.push(path.slice('/api/conversations/'.length));
      return Promise.resolve(new Response(null, { status: 204 }));
    }
    if (path === '/api/lab/simulator') {
      this.paced = method === 'PUT';
    } else if (method === 'PUT' && typeof body === 'string') {
      if (this.refusesChanges) return Promise.resolve(new Response(null, { status: 503 }));
      this.state = JSON.parse(body) as LatencyInjectionState;
      this.states.push(this.state);
    }
    return Promise.resolve(Response.json(this.state));
  };
}

describe('a comparison', () => {
  let server: FakeServer;
  let laboratory: FakeLaboratory;

  beforeEach(() => {
    server = new FakeServer();
    laboratory = new FakeLaboratory();
  });

  const pass = () => act(settled);

  function comparison() {
    const client = createClient({ environment: fakeEnvironment(server) });
    const latencyInjection = new LatencyInjectionClient(laboratory.fetch, () => ({}));
    return renderHook(() => useComparison(client, about, latencyInjection));
  }

  async function begin(
    { result }: ReturnType<typeof comparison>,
    chosen: PlaygroundSettings = settings,
  ): Promise<void> {
    act(() => void result.current.run(chosen));
    await pass();
  }

  /** Lets the sides that are running finish. */
  async function end(): Promise<void> {
    for (const turn of server.turns) {
      if (turn.log.at(-1) !== done) turn.append(text('Because.'), done);
    }
    await pass();
    await pass();
  }

  it('runs both sides at once, each with its own order of phases', async () => {
    await begin(comparison());

    expect(server.turns).toHaveLength(2);
    expect(laboratory.states.map(({ sequential }) => sequential)).toEqual([true, false]);
    expect(laboratory.state.delay['history']).toBe('180ms');
  });

  it('runs the sides one after the other if simulated users ask in another order of phases', async () => {
    const running = comparison();
    await begin(running, { ...settings, people: 2 });
    expect(server.turns).toHaveLength(1);
    expect(laboratory.state.sequential).toBe(true);

    await end();

    expect(server.turns).toHaveLength(2);
    expect(laboratory.state.sequential).toBe(false);
  });

  it('restores the injected latency', async () => {
    const running = comparison();
    await begin(running);
    await end();
    await end();

    expect(running.result.current.running).toBe(false);
    expect(laboratory.states).toHaveLength(3);
    expect(laboratory.state).toEqual(untouched);
    expect(laboratory.paced).toBe(false);
  });

  it('restores it when the run is stopped half-way', async () => {
    const running = comparison();
    await begin(running);

    act(running.result.current.stop);
    await pass();

    expect(laboratory.state).toEqual(untouched);
    expect(laboratory.paced).toBe(false);
    expect(running.result.current.problem).toBe(false);
  });

  it('restores it when the user leaves the page', async () => {
    const running = comparison();
    await begin(running);

    running.unmount();
    await pass();

    expect(laboratory.state).toEqual(untouched);
    expect(laboratory.paced).toBe(false);
  });

  it('restores the state before the first of two runs when the second takes over', async () => {
    const running = comparison();
    await begin(running);
    await begin(running);
    expect(running.result.current.running).toBe(true);
    await end();
    await end();

    expect(running.result.current.running).toBe(false);
    expect(laboratory.state).toEqual(untouched);
  });

  it('starts simulated users before each side, and removes them after it', async () => {
    const running = comparison();
    await begin(running, { ...settings, people: 3 });
    expect(laboratory.asked).toEqual(['Why?', 'Why?']);
    expect(laboratory.forgotten).toEqual([]);

    await end();

    expect(laboratory.forgotten).toEqual(['conv_1', 'conv_2']);
    expect(laboratory.asked).toHaveLength(4);
    await end();
    expect(laboratory.forgotten).toHaveLength(4);
  });

  it('removes the simulated users when it is stopped', async () => {
    const running = comparison();
    await begin(running, { ...settings, people: 2 });

    act(running.result.current.stop);
    await pass();

    expect(laboratory.forgotten).toEqual(['conv_1']);
  });

  it('says that latency injection did not respond', async () => {
    laboratory.refusesChanges = true;
    const running = comparison();

    await begin(running);

    expect(running.result.current.problem).toBe(true);
    expect(running.result.current.running).toBe(false);
    expect(server.turns).toHaveLength(0);
  });
});

describe('the playground', () => {
  it('restores the worked example, and updates the address', () => {
    const queries: string[] = [];
    render(
      <PlaygroundPage
        client={createClient({ environment: fakeEnvironment(new FakeServer()) })}
        about={about}
        latencyInjection={new LatencyInjectionClient(new FakeLaboratory().fetch, () => ({}))}
        query="?firstTokenMs=2000&with=streaming"
        onQuery={(query) => {
          queries.push(query);
        }}
      />,
    );
    const slider = screen.getByRole('slider', { name: /first token/ });
    expect(slider.getAttribute('value')).toBe('2000');
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /^Quick summary/ }).checked).toBe(
      false,
    );

    fireEvent.click(screen.getByRole('button', { name: 'The worked example' }));

    expect(slider.getAttribute('value')).toBe('700');
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /^Quick summary/ }).checked).toBe(
      true,
    );
    const question = screen.getByRole<HTMLInputElement>('textbox').value;
    expect(queries).toEqual([formatQuery(workedExample(question))]);
  });
});
