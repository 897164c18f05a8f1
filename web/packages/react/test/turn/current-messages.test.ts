import { describe, expect, it } from 'vitest';

import { type ChatMessage, currentMessages } from '../../src/index.js';

function message(id: string | undefined, replaces?: string): ChatMessage {
  return {
    key: id ?? 'local',
    role: 'user',
    text: id ?? '',
    state: 'sent',
    createdAtMs: 0,
    ...(id === undefined ? {} : { id }),
    ...(replaces === undefined ? {} : { replaces }),
  };
}

const keysOf = (messages: readonly ChatMessage[]): string[] => messages.map(({ key }) => key);

describe('currentMessages', () => {
  it('leaves out a replaced message and all after it', () => {
    const messages = [message('u1'), message('a1'), message('u2'), message('a2')];

    const current = currentMessages([...messages, message(undefined, 'u2')]);

    expect(keysOf(current)).toEqual(['u1', 'a1', 'local']);
  });

  it('leaves out what was replaced twice', () => {
    const current = currentMessages([
      message('u1'),
      message('a1'),
      message('u2', 'u1'),
      message('a2'),
      message('u3', 'u2'),
    ]);

    expect(keysOf(current)).toEqual(['u3']);
  });

  it('keeps everything where the replaced message is not loaded', () => {
    const messages = [message('u5'), message('a5'), message('u6', 'u1')];

    expect(keysOf(currentMessages(messages))).toEqual(['u5', 'a5', 'u6']);
  });

  it('returns the same list if nothing was replaced', () => {
    const messages = [message('u1'), message('a1')];

    expect(currentMessages(messages)).toBe(messages);
  });
});
