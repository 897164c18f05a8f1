import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import {
  ConnectionNotice,
  emptyTurn,
  type Failure,
  FailureNotice,
  SlowNotice,
} from '../../src/index.js';

const failure: Failure = { code: 'overloaded', message: 'The model is busy.', action: 'retry' };

function nothing(): void {
  return undefined;
}

describe('FailureNotice', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('says what happened, and offers to try again', () => {
    let retries = 0;
    render(
      <FailureNotice
        failure={failure}
        onRetry={() => {
          retries += 1;
        }}
      />,
    );

    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(screen.getByText('The model is busy.')).toBeTruthy();
    expect(retries).toBe(1);
  });

  it('offers nothing for an answer that is no longer the last', () => {
    render(<FailureNotice failure={failure} />);

    expect(screen.queryByRole('button')).toBeNull();
  });

  it('counts down to the time given by the server', () => {
    let retries = 0;
    render(
      <FailureNotice
        failure={{ ...failure, action: 'wait', retryAfterMs: 2000 }}
        onRetry={() => {
          retries += 1;
        }}
      />,
    );
    fireEvent.click(screen.getByRole('button', { name: 'Try again in 2 s' }));
    expect(retries).toBe(0);

    for (let second = 0; second < 2; second += 1) {
      act(() => {
        vi.advanceTimersByTime(1000);
      });
    }
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(retries).toBe(1);
  });

  it('offers to edit a message that caused the failure', () => {
    render(
      <FailureNotice failure={{ ...failure, action: 'edit' }} onRetry={nothing} onEdit={nothing} />,
    );

    expect(screen.getByRole('button', { name: 'Edit the message' })).toBeTruthy();
  });

  it('leaves it to the message to name a contact', () => {
    const message = 'The key is not accepted. Contact the administrator.';
    const { container } = render(
      <FailureNotice failure={{ ...failure, action: 'contact', message }} onRetry={nothing} />,
    );

    expect(container.querySelector('.fw-notice')?.textContent).toBe(`${message}Try again`);
  });
});

describe('a failure in the middle of an answer', () => {
  it('offers to continue from where the answer stopped', () => {
    const onContinue = vi.fn();
    render(
      <FailureNotice
        failure={{ code: 'model_cut', message: 'It broke off.', action: 'continue' }}
        onRetry={() => undefined}
        onContinue={onContinue}
      />,
    );

    fireEvent.click(screen.getByRole('button', { name: 'Continue from here' }));

    expect(onContinue).toHaveBeenCalledOnce();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});

describe('SlowNotice', () => {
  it("says the server's sentence while the turn is slow", () => {
    const { rerender, container } = render(
      <SlowNotice turn={{ ...emptyTurn, slow: { message: 'Still thinking.', waitedMs: 5000 } }} />,
    );
    expect(screen.getByText('Still thinking.')).toBeTruthy();

    rerender(<SlowNotice turn={emptyTurn} />);

    expect(container.innerHTML).toBe('');
  });

  it('exposes what the turn waits for to style sheets', () => {
    const slow = { message: 'Nothing arrives.', waitedMs: 5000, kind: 'dead' } as const;

    const { container } = render(<SlowNotice turn={{ ...emptyTurn, slow }} />);

    expect(container.querySelector('[data-slow-kind="dead"]')?.textContent).toBe(slow.message);
  });
});

describe('ConnectionNotice', () => {
  it.each([
    ['retrying', /Trying again/],
    ['offline', /You are offline/],
  ] as const)('says in a sentence that the page is %s', (connection, sentence) => {
    render(<ConnectionNotice connection={connection} />);

    expect(screen.getByText(sentence)).toBeTruthy();
  });

  it('says of a message that was not sent when it will be', () => {
    render(<ConnectionNotice connection="offline" unsent />);

    expect(screen.getByText(/Your message is sent when you are back/)).toBeTruthy();
  });

  it.each(['connecting', 'open'] as const)('says nothing while it is %s', (connection) => {
    const { container } = render(<ConnectionNotice connection={connection} />);

    expect(container.innerHTML).toBe('');
  });
});
