import { describe, expect, it } from 'vitest';

import { AttachmentQueue } from '../../src/attachments/attachment-queue.js';
import { defaultLimits } from '../../src/attachments/limits.js';
import { sizeOf } from '../../src/attachments/stored-content.js';
import type { AttachmentPart } from '../../src/client/index.js';
import { settled } from '../fakes/manual-clock.js';

function file(name: string, bytes = 10, type = 'image/png'): File {
  return new File([new Uint8Array(bytes)], name, { type });
}

/** A reader that a test completes. */
class FakeReader {
  readonly reading = new Map<
    string,
    {
      readonly signal: AbortSignal;
      readonly progress: (share: number) => void;
      readonly finish: (part: AttachmentPart) => void;
      readonly fail: (reason: Error) => void;
    }
  >();

  readonly read = (
    { name }: File,
    signal: AbortSignal,
    progress: (share: number) => void,
  ): Promise<AttachmentPart> =>
    new Promise((finish, fail) => {
      this.reading.set(name, { signal, progress, finish, fail });
    });
}

function queue(limits: Partial<typeof defaultLimits> = {}) {
  const reader = new FakeReader();
  return { reader, files: new AttachmentQueue({ ...defaultLimits, ...limits }, reader.read) };
}

function names(files: AttachmentQueue): string[] {
  return files.snapshot().files.map((each) => each.file.name);
}

describe('the files of a message', () => {
  it('are read at once, with their progress', async () => {
    const { files, reader } = queue();

    files.add([file('a.png')]);
    reader.reading.get('a.png')?.progress(0.5);
    expect(files.snapshot().files).toMatchObject([{ progress: 0.5 }]);
    expect(files.snapshot().files[0]?.part).toBeUndefined();
    reader.reading.get('a.png')?.finish({ type: 'image', data: 'AA==' });
    await settled();

    expect(files.snapshot().files).toMatchObject([{ progress: 1, part: { data: 'AA==' } }]);
  });

  it('can be removed while they are read', async () => {
    const { files, reader } = queue();
    files.add([file('a.png'), file('b.png')]);

    files.remove(files.snapshot().files[0]?.key ?? '');
    expect(reader.reading.get('a.png')?.signal.aborted).toBe(true);
    reader.reading.get('a.png')?.fail(new Error('aborted'));
    await settled();

    expect(names(files)).toEqual(['b.png']);
    expect(files.snapshot().problems).toEqual([]);
  });

  it('say that one cannot be read', async () => {
    const { files, reader } = queue();
    files.add([file('a.png'), file('b.png')]);

    reader.reading.get('a.png')?.fail(new Error('gone'));
    await settled();

    expect(names(files)).toEqual(['b.png']);
    expect(files.snapshot().problems).toEqual([{ reason: 'unreadable', name: 'a.png' }]);
  });

  it.each([
    ['type', { types: ['image/jpeg'] }],
    ['too large', { maxBytesPerFile: 9 }],
    ['too large in all', { maxBytesInAll: 19 }],
    ['too many', { maxFiles: 1 }],
  ])('are refused if they are %s', (reason, limits) => {
    const { files } = queue(limits);

    files.add([file('a.png'), file('b.png')]);

    expect(files.snapshot().problems.at(-1)).toEqual({ reason, name: 'b.png' });
    expect(names(files)).not.toContain('b.png');
  });

  it('are refused if they are empty', () => {
    const { files } = queue();

    files.add([file('a.png', 0)]);

    expect(files.snapshot()).toEqual({ files: [], problems: [{ reason: 'empty', name: 'a.png' }] });
  });

  it('may have any type of a kind', () => {
    const { files } = queue({ types: ['image/*'] });

    files.add([file('a.avif', 1, 'image/avif'), file('b.pdf', 1, 'application/pdf')]);

    expect(names(files)).toEqual(['a.avif']);
  });

  it('forget their problems with the next attempt, and everything once they are sent', () => {
    const { files } = queue({ types: ['image/png'] });
    files.add([file('b.pdf', 1, 'application/pdf')]);

    files.add([file('a.png')]);
    expect(files.snapshot().problems).toEqual([]);
    files.clear();

    expect(files.snapshot()).toEqual({ files: [], problems: [] });
  });
});

describe('the size of an attachment', () => {
  it.each([
    ['AA==', 1],
    ['AAA=', 2],
    ['AAAA', 3],
  ])('follows from %s', (data, bytes) => {
    expect(sizeOf({ type: 'image', data })).toBe(bytes);
  });

  it('is what the server says', () => {
    expect(sizeOf({ type: 'file', sha256: '0', bytes: 7 })).toBe(7);
    expect(sizeOf({ type: 'file', sha256: '0' })).toBeUndefined();
  });
});
