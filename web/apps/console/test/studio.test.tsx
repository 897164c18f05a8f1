import { LabelsProvider } from '@firstword/react';
import { createClient } from '@firstword/react/client';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { done, failed, text } from '../../../packages/react/test/fakes/events.js';
import { fakeEnvironment } from '../../../packages/react/test/fakes/fake-environment.js';
import { FakeServer } from '../../../packages/react/test/fakes/fake-server.js';
import { settled } from '../../../packages/react/test/fakes/manual-clock.js';
import { labels } from '../src/shared/strings.js';
import { Studio } from '../src/studio/studio.js';

const post = '/api/chat/stream';

describe('the proposal studio', () => {
  let server: FakeServer;
  let addresses: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    sessionStorage.clear();
    addresses = [];
    server = new FakeServer();
    server.about = {
      ...server.about,
      profiles: [
        {
          name: 'proposal',
          title: 'Proposal',
          sections: ['Goals', 'Approach', 'Timeline', 'Price', 'Next steps'],
          inputs: [
            { name: 'client', label: 'Client', required: true, hint: 'Northwind Traders' },
            { name: 'goals', label: 'Goals', long: true },
          ],
        },
      ],
    };
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function pass(durationMs = 60): Promise<void> {
    await act(async () => {
      await settled();
      vi.advanceTimersByTime(durationMs);
      await settled();
    });
  }

  async function open(turnId?: string): Promise<() => void> {
    const client = createClient({ environment: fakeEnvironment(server) });
    const { unmount } = render(
      <LabelsProvider value={labels}>
        <Studio
          client={client}
          about={server.about}
          turnId={turnId}
          onUrlChange={(path) => addresses.push(path)}
          onOpen={() => undefined}
        />
      </LabelsProvider>,
      { wrapper: StrictMode },
    );
    await pass();
    return unmount;
  }

  function write(): void {
    fireEvent.click(screen.getByRole('button', { name: 'Write the proposal' }));
  }

  function fill(client = 'Northwind'): void {
    fireEvent.change(screen.getByRole('textbox', { name: 'Client' }), {
      target: { value: client },
    });
  }

  it('shows an outline before anything is written', async () => {
    await open();

    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Goals',
      'Approach',
      'Timeline',
      'Price',
      'Next steps',
    ]);
  });

  it('shows placeholders for five sections on click', async () => {
    await open();
    fill();

    write();

    expect(screen.getByRole('heading', { name: 'Proposal for Northwind' })).toBeTruthy();
    expect(screen.getByRole('img', { name: 'The answer is being prepared' })).toBeTruthy();
    expect(document.querySelectorAll('.fw-skeleton-section')).toHaveLength(5);
    expect(screen.getByText('0 of 5 sections')).toBeTruthy();
    expect(server.requestsTo(post)).toHaveLength(0);
    await pass();
    expect(server.requestsTo(post)[0]?.body).toEqual({
      message: 'Write the proposal.',
      origin: 'studio',
      profile: 'proposal',
      inputs: { client: 'Northwind' },
    });
    expect(addresses).toEqual(['/studio/t1']);
  });

  it('starts one proposal, however often the button is pressed', async () => {
    await open();
    fill();

    write();
    write();
    await pass();
    write();
    await pass();

    expect(server.turns).toHaveLength(1);
  });

  it('asks for missing fields and moves the focus there instead of writing', async () => {
    await open();

    write();

    const field = screen.getByRole('textbox', { name: 'Client' });
    expect(document.activeElement).toBe(field);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('Client is needed to write the proposal.')).toBeTruthy();
  });

  it('can be filled in with an example', async () => {
    await open();

    fireEvent.click(screen.getByRole('button', { name: 'Fill in an example' }));

    expect(screen.getByDisplayValue('Northwind Traders')).toBeTruthy();
  });

  it('shows the phase, the expected time and the progress', async () => {
    await open();
    fill();
    write();
    await pass();

    server.turn.append(
      {
        type: 'phase',
        name: 'model',
        label: 'Writing the first line',
        state: 'started',
        elapsed_ms: 9,
      },
      {
        type: 'estimate',
        ttft_ms: { p50: 400, p90: 600 },
        total_ms: { p50: 12_000, p90: 14_000 },
        samples: 60,
      },
      { type: 'summary', text: 'Six weeks, one portal.' },
      { type: 'section', index: 1, count: 5, title: 'Goals', state: 'started' },
      text('## Goals\n'),
      { type: 'section', index: 1, count: 5, title: 'Goals', state: 'complete' },
    );
    await pass();

    expect(screen.getByText('Writing the first line')).toBeTruthy();
    expect(screen.getByRole('timer').textContent).toBe('About 12 seconds left');
    expect(screen.getByText('Six weeks, one portal.')).toBeTruthy();
    expect(screen.getByText('1 of 5 sections')).toBeTruthy();
  });

  it('offers the finished proposal for copying and as a file', async () => {
    await open();
    fill();
    write();
    await pass();
    server.turn.append(text('## Goals\nAll.'), done);
    await pass();
    const links: string[] = [];
    URL.createObjectURL = () => 'blob:proposal';
    URL.revokeObjectURL = () => undefined;
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      links.push(this.download);
    });

    fireEvent.click(screen.getByRole('button', { name: 'Download' }));

    expect(links).toEqual(['proposal-for-northwind.md']);
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
    click.mockRestore();
  });

  it('resumes after a reload, with the brief in its fields', async () => {
    const leave = await open();
    fill();
    write();
    await pass();
    server.turn.append(text('Half'));
    await pass();
    leave();

    await open('t1');
    server.turn.append(text(' and half'), done);
    await pass();

    expect(screen.getByText('Half and half')).toBeTruthy();
    expect(screen.getByDisplayValue('Northwind')).toBeTruthy();
    expect(server.turns).toHaveLength(1);
  });

  it('offers to continue from where it was interrupted, and to start over', async () => {
    await open();
    fill();
    write();
    await pass();
    server.turn.append(text('Half'), failed);
    await pass();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();

    fireEvent.click(screen.getByRole('button', { name: 'Continue from here' }));
    await pass();
    server.turn.append(text(' and half'), done);
    await pass();

    expect(screen.getByText('Half and half')).toBeTruthy();
  });

  it('replaces a proposal with a new one', async () => {
    await open();
    fill();
    write();
    await pass();
    server.turn.append(text('Whole.'), done);
    await pass();

    fireEvent.click(screen.getByRole('button', { name: 'New proposal' }));

    expect(screen.getByText('What you get')).toBeTruthy();
    expect(addresses.at(-1)).toBe('/studio');
  });

  it('says that a proposal does not exist', async () => {
    await open('t404');

    expect(screen.getByText('This proposal does not exist.')).toBeTruthy();
  });

  it('says that the server has no profile for proposals', async () => {
    server.about = { ...server.about, profiles: [{ name: 'chat', title: 'Chat' }] };
    await open();

    expect(screen.getByText('Proposals are switched off.')).toBeTruthy();
  });
});
