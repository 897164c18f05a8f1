import { describe, expect, it } from 'vitest';

import { type CallLocks, FallbackLocks, PageLocks } from '../../src/tools/call-lock.js';

const { signal } = new AbortController();

function refusing(name: string): CallLocks {
  return {
    request: () => Promise.reject(new DOMException('Access to locks is denied.', name)),
  };
}

function run(locks: CallLocks): Promise<readonly string[]> {
  const done: string[] = [];
  const task = (): Promise<void> => {
    done.push('run');
    return Promise.resolve();
  };
  return locks.request('call', { signal }, task).then(() => done);
}

describe('locks that a browser refuses because it blocks the data of the site', () => {
  it('are replaced by those of the page', async () => {
    const locks = new FallbackLocks(refusing('SecurityError'), new PageLocks());

    expect(await run(locks)).toEqual(['run']);
  });

  it('are not replaced for another reason', async () => {
    const locks = new FallbackLocks(refusing('AbortError'), new PageLocks());

    await expect(run(locks)).rejects.toThrow('denied');
  });

  it('never run a task twice', async () => {
    const locks = new FallbackLocks(new PageLocks(), new PageLocks());
    let runs = 0;

    const running = locks.request('call', { signal }, () => {
      runs += 1;
      return Promise.reject(new DOMException('The task failed.', 'SecurityError'));
    });

    await expect(running).rejects.toThrow('The task failed.');
    expect(runs).toBe(1);
  });
});
