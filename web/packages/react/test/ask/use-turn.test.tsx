import { act, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createClient, type FirstwordClient } from '../../src/client/index.js';
import { type TurnOptions, useTurn } from '../../src/index.js';
import { done, text } from '../fakes/events.js';
import { fakeEnvironment } from '../fakes/fake-environment.js';
import { FakeServer } from '../fakes/fake-server.js';
import { settled } from '../fakes/manual-clock.js';

const proposal = { message: 'Write the proposal.', profile: 'proposal' };

async function painted(): Promise<void> {
  await act(async () => {
    await settled();
    vi.advanceTimersByTime(20);
    await settled();
  });
}

describe('useTurn', () => {
  let server: FakeServer;
  let client: FirstwordClient;

  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
    client = createClient({ environment: fakeEnvironment(server) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function renderTurn(options: TurnOptions = {}) {
    return renderHook((props: TurnOptions) => useTurn({ client, ...props }), {
      initialProps: options,
      wrapper: StrictMode,
    });
  }

  it('shows the placeholder immediately, and sends one request', async () => {
    const { result } = renderTurn();

    act(() => {
      result.current.start(proposal);
      result.current.start(proposal);
    });
    expect(result.current.state).toBe('pending');
    await painted();

    expect(server.requestsTo('/api/chat/stream')).toHaveLength(1);
  });

  it('stays on the page when the turn ID appears in the address', async () => {
    const named: string[] = [];
    const onTurn = (turnId: string): void => {
      named.push(turnId);
    };
    const { result, rerender } = renderTurn({ onTurn });
    act(() => {
      result.current.start(proposal);
    });
    await painted();

    rerender({ onTurn, turnId: 't1' });
    server.turn.append(text('Whole.'), done);
    await painted();

    expect(named).toEqual(['t1']);
    expect(result.current).toMatchObject({ state: 'complete', turn: { text: 'Whole.' } });
    expect(server.turn.connections).toHaveLength(1);
  });

  it('shows another turn when it is given one', async () => {
    server.addTurn().append(text('Earlier.'), done);
    const { result, rerender } = renderTurn();

    rerender({ turnId: 't1' });
    await painted();

    expect(result.current.turn.text).toBe('Earlier.');
  });

  it('resumes its own turn after a reload, and no other', async () => {
    const first = renderTurn({ name: 'proposal' });
    act(() => {
      first.result.current.start(proposal);
    });
    await painted();
    first.unmount();

    const second = renderTurn({ name: 'proposal' });
    const other = renderTurn({ name: 'letter' });
    await painted();

    expect(second.result.current.request).toEqual(proposal);
    expect(other.result.current.state).toBe('idle');
    expect(server.turns).toHaveLength(1);
  });
});
