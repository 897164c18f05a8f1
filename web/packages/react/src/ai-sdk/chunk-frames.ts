import type { UIMessageChunk } from 'ai';

/** Chunks that belong together: those of one event of the turn. */
export interface ChunkFrame {
  readonly chunks: readonly UIMessageChunk[];
  /** The number of the event; absent for the end of a stream. */
  readonly id?: string;
}

/** What arrives on one connection. */
export type StreamSignal = ChunkFrame | 'stalled' | 'moving' | 'end';

/** How long a connection may be silent. The server sends something at least every 15 seconds. */
export interface SilenceLimits {
  /** After this, a notice says so. */
  readonly stallMs: number;
  /** After this, the connection counts as lost. */
  readonly lostMs: number;
}

/**
 * Reads the events of a response. The chunks of an event are released together with its id: a connection that is
 * lost between two of them loses or repeats nothing. Ends without `end` if the connection does.
 */
export async function* readFrames(
  body: ReadableStream<Uint8Array>,
  limits: SilenceLimits,
): AsyncGenerator<StreamSignal, void, undefined> {
  const reader = body.getReader();
  const text = new TextDecoder();
  let rest = '';
  let id: string | undefined;
  let chunks: UIMessageChunk[] = [];
  let stalled = false;
  try {
    for (;;) {
      const pending = reader.read();
      let read = await within(pending, limits.stallMs);
      if (read === undefined) {
        stalled = true;
        yield 'stalled';
        read = await within(pending, limits.lostMs - limits.stallMs);
      }
      if (read?.value === undefined) return;
      if (stalled) yield 'moving';
      stalled = false;
      const lines = (rest + text.decode(read.value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [field, value = ''] = line.split(/: ?(.*?)\r?$/s, 2);
        if (value === '[DONE]') {
          if (chunks.length > 0) yield { chunks };
          yield 'end';
          return;
        }
        if (field === 'id') id = value;
        if (field !== 'data') continue;
        chunks.push(JSON.parse(value) as UIMessageChunk);
        if (id !== undefined) {
          yield { chunks, id };
          chunks = [];
          id = undefined;
        }
      }
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** Returns undefined if a promise is not settled in time. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
