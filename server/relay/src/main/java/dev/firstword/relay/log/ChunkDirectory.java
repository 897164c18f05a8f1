package dev.firstword.relay.log;

import java.util.Arrays;

/**
 * The chunks of a log in order. One thread adds entries and never changes one that a view includes,
 * so readers share the directory: a view knows how many of its entries it may read.
 */
final class ChunkDirectory {

  /** Enough for 8 KB of small events. */
  private static final int MIN_CAPACITY = 4;

  private final byte[][] chunks;
  private final int[] starts;
  private final long[] firstSequences;

  ChunkDirectory(int capacity) {
    this(new byte[capacity][], new int[capacity], new long[capacity]);
  }

  private ChunkDirectory(byte[][] chunks, int[] starts, long[] firstSequences) {
    this.chunks = chunks;
    this.starts = starts;
    this.firstSequences = firstSequences;
  }

  /** Copies the first entries into a directory with space for as many more. */
  ChunkDirectory copyOf(int count) {
    int capacity = Math.max(MIN_CAPACITY, 2 * count);
    ChunkDirectory copy = new ChunkDirectory(capacity);
    System.arraycopy(chunks, 0, copy.chunks, 0, count);
    System.arraycopy(starts, 0, copy.starts, 0, count);
    System.arraycopy(firstSequences, 0, copy.firstSequences, 0, count);
    return copy;
  }

  int capacity() {
    return chunks.length;
  }

  /**
   * Adds a chunk.
   *
   * @param start the offset of its first byte in the log
   * @param firstSequence the sequence number of its first event
   */
  void set(int index, byte[] chunk, int start, long firstSequence) {
    chunks[index] = chunk;
    starts[index] = start;
    firstSequences[index] = firstSequence;
  }

  byte[] chunk(int index) {
    return chunks[index];
  }

  int start(int index) {
    return starts[index];
  }

  /** Returns which of the first chunks contains an offset. */
  int indexOfOffset(int count, int offset) {
    int found = Arrays.binarySearch(starts, 0, count, offset);
    return found >= 0 ? found : -found - 2;
  }

  /** Returns the last of the first chunks that does not start after an event; -1 if all do. */
  int indexOfSequence(int count, long sequence) {
    int found = Arrays.binarySearch(firstSequences, 0, count, sequence);
    return found >= 0 ? found : -found - 2;
  }
}
