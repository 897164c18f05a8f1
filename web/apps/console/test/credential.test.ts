import { describe, expect, it } from 'vitest';

import { FakeStore } from '../../../packages/react/test/fakes/fake-store.js';
import { Credential } from '../src/app/credential.js';

function refuse(): never {
  throw new DOMException('Access is denied.', 'SecurityError');
}

describe('the credential of a tab', () => {
  it('is found again after a reload', () => {
    const storage = new FakeStore();
    new Credential(storage).set('fw_key');

    const { value, headers } = new Credential(storage);

    expect(value()).toBe('fw_key');
    expect(headers()).toEqual({ authorization: 'Bearer fw_key' });
  });

  it.each([
    ['there is no storage', undefined],
    ['the storage refuses everything', { getItem: refuse, setItem: refuse, removeItem: refuse }],
  ])('lasts until the page is left if %s', (_, storage) => {
    const credential = new Credential(storage);
    let changes = 0;
    credential.subscribe(() => {
      changes += 1;
    });

    credential.set('fw_key');
    expect(credential.value()).toBe('fw_key');
    credential.clear();

    expect(credential.value()).toBeUndefined();
    expect(changes).toBe(2);
  });
});
