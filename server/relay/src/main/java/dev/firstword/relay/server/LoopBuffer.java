package dev.firstword.relay.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The send buffer that all connections of one event loop share. A socket has nearly always taken a
 * chunk before the next one is built, so one buffer serves all connections and stays in the
 * processor's caches. Bytes that a socket has not taken yet keep their buffer, and the next chunk
 * gets a new one.
 */
public final class LoopBuffer {

  /** Larger chunks get a buffer of their own. */
  static final int CAPACITY = 4096;

  private @Nullable ByteBuf current;

  /** Returns an empty buffer with room for {@code size} bytes, to be released by the caller. */
  ByteBuf acquire(ByteBufAllocator allocator, int size) {
    if (size > CAPACITY) {
      return allocator.directBuffer(size);
    }
    ByteBuf buffer = current;
    if (buffer == null || buffer.refCnt() > 1) {
      release();
      buffer = allocator.directBuffer(CAPACITY, CAPACITY);
      current = buffer;
    }
    return buffer.clear().retain();
  }

  /** Releases the shared buffer; chunks that are still being sent keep their own reference. */
  public void release() {
    if (current != null) {
      current.release();
      current = null;
    }
  }
}
