package dev.firstword.api;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all request bodies share, from their first byte until they have been processed.
 * Each is limited on its own as well, but thousands of connections may each hold one. Thread-safe.
 */
final class BodyBudget {

  /** An eighth of the default heap; enough for a few uploads of the maximum size. */
  static final long DEFAULT_BYTES = 64L * 1024 * 1024;

  private final long maxBytes;
  private final AtomicLong reservedBytes = new AtomicLong();

  BodyBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Returns whether a body of this size would fit now. Reserves nothing. */
  boolean fits(long bytes) {
    return reservedBytes.get() + bytes <= maxBytes;
  }

  /** Returns an empty reservation. */
  Reservation reserve() {
    return new Reservation();
  }

  long reservedBytes() {
    return reservedBytes.get();
  }

  private boolean tryAdd(long bytes) {
    if (reservedBytes.addAndGet(bytes) <= maxBytes) {
      return true;
    }
    reservedBytes.addAndGet(-bytes);
    return false;
  }

  /** The part of one body. */
  final class Reservation implements AutoCloseable {

    private final AtomicLong bytes = new AtomicLong();

    private Reservation() {}

    /** Reserves more, unless that exceeds the budget. Not to be called after {@link #close}. */
    boolean tryGrow(long more) {
      if (!tryAdd(more)) {
        return false;
      }
      bytes.addAndGet(more);
      return true;
    }

    /** Releases everything, once. */
    @Override
    public void close() {
      reservedBytes.addAndGet(-bytes.getAndSet(0));
    }
  }
}
