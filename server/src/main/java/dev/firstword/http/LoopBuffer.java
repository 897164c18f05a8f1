package dev.firstword.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The memory that what a loop sends leaves in. A socket has nearly always taken a piece before the
 * next one is made, so one piece of memory does for all connections, and stays in the processor's
 * caches. What a socket has not taken yet keeps its memory, and the next piece gets other.
 */
final class LoopBuffer {

  /** What is larger gets memory of its own. */
  static final int SIZE = 4096;

  private @Nullable ByteBuf last;

  /** An empty buffer with room for so many bytes, for whoever gets it to release. */
  ByteBuf take(ByteBufAllocator allocator, int size) {
    if (size > SIZE) {
      return allocator.directBuffer(size);
    }
    ByteBuf buffer = last;
    if (buffer == null || buffer.refCnt() > 1) {
      release();
      buffer = allocator.directBuffer(SIZE, SIZE);
      last = buffer;
    }
    return buffer.clear().retain();
  }

  /** Leaves what is still to be sent to those who send it. */
  void release() {
    if (last != null) {
      last.release();
      last = null;
    }
  }
}
