import { createClient } from '@firstword/react/client';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import {
  done,
  failed,
  text,
  thinking,
  thinkingText,
} from '../../../packages/react/test/fakes/events.js';
import { fakeEnvironment } from '../../../packages/react/test/fakes/fake-environment.js';
import { FakeServer } from '../../../packages/react/test/fakes/fake-server.js';
import { settled } from '../../../packages/react/test/fakes/manual-clock.js';
import { App } from '../src/app/app.js';
import { Credential } from '../src/app/credential.js';

const question = { id: 'u1', role: 'user', state: 'done', created_at: 0 } as const;

describe('the console', () => {
  let server: FakeServer;

  // Loaded on demand, which takes real time when it happens first.
  beforeAll(async () => {
    await import('../src/app/sign-in.js');
  });
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('matchMedia', () => new NarrowMedia());
    server = new FakeServer();
    history.replaceState(null, '', '/');
    sessionStorage.clear();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Advances the clock and lets everything due in that time happen. */
  async function pass(durationMs = 60): Promise<void> {
    await act(async () => {
      await settled();
      vi.advanceTimersByTime(durationMs);
      await settled();
    });
  }

  async function open(path = '/'): Promise<void> {
    history.replaceState(null, '', path);
    const credential = new Credential(sessionStorage);
    const client = createClient({
      environment: fakeEnvironment(server),
      headers: credential.headers,
    });
    render(<App client={client} instrumentedClient={client} credential={credential} />, {
      wrapper: StrictMode,
    });
    await pass();
  }

  function send(message: string): void {
    const field = screen.getByRole('textbox');
    fireEvent.change(field, { target: { value: message } });
    fireEvent.keyDown(field, { key: 'Enter' });
  }

  it('starts with examples, which are sent when chosen', async () => {
    await open();

    fireEvent.click(screen.getByRole('button', { name: /chord progression/ }));
    await pass();

    expect(server.requestsTo('/api/chat/stream')[0]?.body).toEqual({
      message: 'Write a chord progression in C major. Make it sound sad and slow.',
    });
  });

  it('tells an operator what this is, and offers three things to try', async () => {
    server.about = { ...server.about, authentication: 'none' };
    await open();
    expect(screen.getByText(/makes slow answers feel fast/)).toBeTruthy();
    expect(screen.getByRole('link', { name: /See the difference/ })).toBeTruthy();
    expect(screen.getByRole('link', { name: /Write a proposal/ })).toBeTruthy();

    fireEvent.click(screen.getByRole('button', { name: /^Ask/ }));
    await pass();

    expect(server.requestsTo('/api/chat/stream')).toHaveLength(1);
  });

  it('queues a message that is sent during an answer, and stops the answer if the profile says so', async () => {
    const [chat] = server.about.profiles;
    if (chat === undefined) throw new Error('The server has no profile.');
    server.about = { ...server.about, profiles: [{ ...chat, follow_up: 'interrupt' }] };
    await open();
    send('Hello');
    await pass();
    server.turn.append(text('Good'));
    await pass();

    send('And then?');
    await pass();

    expect(screen.getByRole('group', { name: 'Queued messages' }).textContent).toContain(
      'And then?',
    );
    expect(server.requestsTo('/api/turns/t1/cancel')).toHaveLength(1);
  });

  it('finds conversations by what was said in them', async () => {
    server.list = [
      { id: 'c1', title: 'Rivers' },
      { id: 'c2', title: 'Mountains' },
      { id: 'c3', title: 'Rivers, tried', origin: 'playground' },
    ];
    await open();
    expect(screen.getAllByRole('link', { name: /Rivers|Mountains/ })).toHaveLength(2);

    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'riv' } });
    await pass(200);

    expect(screen.queryByRole('link', { name: /Mountains/ })).toBeNull();
    expect(screen.getAllByRole('link', { name: /Rivers/ })).toHaveLength(1);
  });

  it('says that models are simulated before the first turn', async () => {
    await open();

    expect(screen.getByTitle(/comes? from a simulator/)).toBeTruthy();
  });

  it('does not say so for real models', async () => {
    server.about = { ...server.about, simulated: false };
    await open();

    expect(screen.queryByTitle(/comes? from a simulator/)).toBeNull();
  });

  it('gives a new conversation its address and lists it', async () => {
    await open();
    send('Hello');
    server.list = [{ id: 'c1', title: 'Hello' }];
    await pass();
    await pass();

    expect(location.pathname).toBe('/c/c1');
    expect(screen.getByRole('link', { name: /^Hello/, current: 'page' })).toBeTruthy();
    expect(document.title).toBe('Hello – Firstword');
  });

  it('shows an operator how long an answer took', async () => {
    server.about = { ...server.about, authentication: 'none' };
    await open();
    send('Hello');
    await pass();

    server.turn.append(text('Good day'), done);
    await pass();

    expect(screen.getByText('first words 0.7 s')).toBeTruthy();
    expect(screen.getByText('total 6.2 s')).toBeTruthy();
  });

  it.each([
    ['length', /maximum length/],
    ['refusal', /declined/],
  ])('says why an answer ended early: %s', async (reason, sentence) => {
    await open();
    send('Hello');
    await pass();

    server.turn.append(text('Half of'), { ...done, finish_reason: reason });
    await pass();

    expect(screen.getByText(sentence)).toBeTruthy();
  });

  it('shows in one line that the model thinks, and afterwards for how long it did', async () => {
    await open();
    send('Hello');
    await pass();
    server.turn.append(
      thinking('started', 0),
      thinking('progress', 4_000, { headline: 'Reading' }),
    );
    await pass();
    expect(document.querySelectorAll('.fw-thinking')).toHaveLength(1);
    expect(document.querySelector('.fw-thinking')?.textContent).toBe('Thinking4.0 sReading');
    expect(screen.getByRole('status').textContent).toBe('Thinking');

    server.turn.append(thinkingText('Is it?'), thinking('finished', 5_200), text('It is.'));
    await pass();

    fireEvent.click(screen.getByRole('button', { name: 'Thought for 5 s' }));
    expect(screen.getByText('Is it?')).toBeTruthy();
    expect(document.querySelector('.fw-thinking')?.textContent).toBe('Writing');
  });

  it('does not call it a pause when the model thinks between two parts of its answer', async () => {
    await open();
    send('Hello');
    await pass();
    server.turn.append(text('First.'));
    await pass();
    server.turn.append(thinking('started', 0));
    await pass(3_000);
    expect(screen.queryByText(/No new text/)).toBeNull();

    server.turn.append(thinking('finished', 3_000));
    await pass();
    await pass(2_000);

    expect(screen.getByText(/No new text/)).toBeTruthy();
  });

  it('offers to try again only below the newest answer', async () => {
    await open();
    send('Hello');
    await pass();
    server.turn.append(failed);
    await pass();

    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await pass();

    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    expect(server.turns).toHaveLength(2);
  });

  it('goes from one conversation to another and back', async () => {
    server.list = [
      { id: 'c1', title: 'First' },
      { id: 'c2', title: 'Second' },
    ];
    server.conversations.set('c1', { messages: [{ ...question, text: 'One?' }] });
    server.conversations.set('c2', { messages: [{ ...question, text: 'Two?' }] });
    await open('/c/c1');
    expect(screen.getByText('One?')).toBeTruthy();

    fireEvent.click(screen.getByRole('link', { name: /^Second/ }));
    await pass();
    expect(location.pathname).toBe('/c/c2');
    expect(screen.getByText('Two?')).toBeTruthy();
    history.replaceState(null, '', '/c/c1');
    fireEvent.popState(window);
    await pass();

    expect(screen.getByText('One?')).toBeTruthy();
  });

  it('says that a conversation does not exist, and offers a new one', async () => {
    await open('/c/nowhere');
    expect(screen.getByText('This conversation does not exist.')).toBeTruthy();

    const [link] = screen.getAllByRole('link', { name: 'New conversation' });
    if (link !== undefined) fireEvent.click(link);
    await pass();

    expect(location.pathname).toBe('/');
    expect(screen.getByText(/watch the answer/)).toBeTruthy();
  });

  it('says that a page does not exist', async () => {
    await open('/elsewhere');

    expect(screen.getByText('This page does not exist.')).toBeTruthy();
  });

  it('says that the server cannot be reached until it can', async () => {
    server.losesNext(3);
    await open();
    expect(screen.getByRole('alert').textContent).toContain('The server cannot be reached.');

    await pass(3_000);
    await pass();

    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('asks for a key if the server requires one, and continues with it', async () => {
    server.credential = 'fw_key';
    await open();
    expect(screen.queryByRole('log')).toBeNull();

    signIn(' fw_key\n');
    await pass();

    expect(screen.getByText('Ask, and watch the answer being written.')).toBeTruthy();
    send('Hello');
    await pass();
    const sent = server.requestsTo('/api/chat/stream')[0];
    expect(sent?.headers['authorization']).toBe('Bearer fw_key');
  });

  it('says when a key is not accepted', async () => {
    server.credential = 'fw_key';
    await open();

    signIn('another');
    await pass();

    expect(screen.getByRole('alert').textContent).toContain('does not accept');
    expect(screen.queryByRole('button', { name: 'Sign out' })).toBeNull();
  });

  it('forgets the key on sign-out', async () => {
    server.credential = 'fw_key';
    await open();
    signIn('fw_key');
    await pass();

    fireEvent.click(screen.getByRole('button', { name: 'Sign out' }));
    await pass();

    expect(screen.getByRole('heading', { name: 'Sign in' })).toBeTruthy();
    expect(sessionStorage.length).toBe(0);
  });

  function signIn(credential: string): void {
    fireEvent.change(screen.getByLabelText('API key or token'), { target: { value: credential } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  }

  it('remembers the appearance that was chosen', async () => {
    await open();

    fireEvent.click(screen.getByRole('button', { name: 'Dark appearance' }));

    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(localStorage.getItem('firstword.theme')).toBe('dark');
    delete document.documentElement.dataset['theme'];
  });
});

/** A media query list that never matches. */
class NarrowMedia extends EventTarget {
  readonly matches = false;
}
