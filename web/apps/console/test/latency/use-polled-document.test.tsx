import { ConnectionLostError } from '@firstword/react/client';
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { usePolledDocument } from '../../src/latency/use-polled-document.js';

describe('usePolledDocument', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const pass = (durationMs: number): Promise<void> =>
    act(async () => {
      await vi.advanceTimersByTimeAsync(durationMs);
    });

  it('polls, and loads once while paused', async () => {
    let reads = 0;
    const load = () => Promise.resolve((reads += 1));
    const often: { everyMs: number | undefined } = { everyMs: 1_000 };
    const { result, rerender } = renderHook(
      ({ everyMs }: { everyMs: number | undefined }) => usePolledDocument(load, everyMs),
      { initialProps: often },
    );
    await pass(0);
    await pass(1_000);
    expect(result.current.document).toBe(2);

    rerender({ everyMs: undefined });
    await pass(10_000);

    expect(reads).toBe(3);
  });

  it('keeps its data if the server is lost, says so, and continues to poll', async () => {
    let lost = false;
    const load = () =>
      lost ? Promise.reject(new ConnectionLostError()) : Promise.resolve('the figures');
    const { result } = renderHook(() => usePolledDocument(load, 1_000));
    await pass(0);

    lost = true;
    await pass(1_000);
    expect(result.current.document).toBe('the figures');
    expect(result.current.failure).toEqual({ detail: undefined, status: undefined });

    lost = false;
    await pass(1_000);
    expect(result.current.failure).toBeUndefined();
  });

  it('ignores the response to an outdated request', async () => {
    const answers: ((figures: string) => void)[] = [];
    const loadOf = () => () =>
      new Promise<string>((resolve) => {
        answers.push(resolve);
      });
    const [first, second] = [loadOf(), loadOf()];
    const { result, rerender } = renderHook(({ load }) => usePolledDocument(load, undefined), {
      initialProps: { load: first },
    });

    rerender({ load: second });
    answers[1]?.('new');
    answers[0]?.('old');
    await pass(0);

    expect(result.current.document).toBe('new');
    expect(result.current.isLoading).toBe(false);
  });

  it('does not poll while the page is hidden', async () => {
    let reads = 0;
    const load = () => Promise.resolve((reads += 1));
    const seen = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    renderHook(() => usePolledDocument(load, 1_000));
    await pass(10_000);
    expect(reads).toBe(1);

    seen.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    await pass(0);

    expect(reads).toBe(2);
    seen.mockRestore();
  });
});
