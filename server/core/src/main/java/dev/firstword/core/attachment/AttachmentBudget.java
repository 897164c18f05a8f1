package dev.firstword.core.attachment;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for the images and files of the turns that have not ended: those of their messages,
 * and those of the conversation that their prompts repeat. Each request is limited on its own as
 * well, but many turns may wait for their models at once. Thread-safe.
 */
public final class AttachmentBudget {

  /** A quarter of the default heap. */
  private static final long DEFAULT_MAX_BYTES = 128L * 1024 * 1024;

  private final long maxBytes;
  private final AtomicLong reservedBytes = new AtomicLong();

  /** Creates the budget of a server. */
  public AttachmentBudget() {
    this(DEFAULT_MAX_BYTES);
  }

  public AttachmentBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Reserves memory for a turn; returns empty if there is not enough. */
  public Optional<Reservation> reserve(long bytes) {
    return tryAdd(bytes) ? Optional.of(new Reservation(bytes)) : Optional.empty();
  }

  /** Reserves memory for a turn that was stored earlier and has to run. */
  public Reservation reserveAnyway(long bytes) {
    reservedBytes.addAndGet(bytes);
    return new Reservation(bytes);
  }

  private boolean tryAdd(long bytes) {
    if (reservedBytes.addAndGet(bytes) <= maxBytes || bytes == 0) {
      return true;
    }
    reservedBytes.addAndGet(-bytes);
    return false;
  }

  public long reservedBytes() {
    return reservedBytes.get();
  }

  /** The part of one turn. */
  public final class Reservation {

    private long bytes;
    private boolean isReleased;

    private Reservation(long bytes) {
      this.bytes = bytes;
    }

    /** Reserves more; returns false if there is not enough, or the turn has ended. */
    public synchronized boolean tryGrow(long more) {
      if (isReleased || !tryAdd(more)) {
        return false;
      }
      bytes += more;
      return true;
    }

    /** Releases the memory, once. */
    public synchronized void release() {
      if (!isReleased) {
        isReleased = true;
        reservedBytes.addAndGet(-bytes);
      }
    }
  }
}
