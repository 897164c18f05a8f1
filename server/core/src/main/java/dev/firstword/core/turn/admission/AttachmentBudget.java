package dev.firstword.core.turn.admission;

import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for the images and files of the turns that have not ended. Each request is limited on
 * its own as well, but many turns may wait for their models at once. Thread-safe.
 */
final class AttachmentBudget {

  /** A quarter of the default heap. */
  static final long DEFAULT_MAX_BYTES = 128L * 1024 * 1024;

  private final long maxBytes;
  private final AtomicLong reservedBytes = new AtomicLong();

  AttachmentBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reserves memory for a turn.
   *
   * @throws ProblemException with status 503 if there is not enough
   */
  Reservation reserve(List<Attachment> attachments) {
    Reservation reservation = reserveAnyway(attachments);
    if (reservation.bytes > 0 && reservedBytes.get() > maxBytes) {
      reservation.release();
      throw new ProblemException(Problem.tooManyUploads());
    }
    return reservation;
  }

  /** Reserves memory for a turn that was stored earlier and has to run. */
  Reservation reserveAnyway(List<Attachment> attachments) {
    long bytes = attachments.stream().mapToLong(each -> each.content().length).sum();
    reservedBytes.addAndGet(bytes);
    return new Reservation(bytes);
  }

  long reservedBytes() {
    return reservedBytes.get();
  }

  /** The part of one turn. */
  final class Reservation {

    private final long bytes;
    private final AtomicBoolean isReleased = new AtomicBoolean();

    private Reservation(long bytes) {
      this.bytes = bytes;
    }

    /** Releases the memory, once. */
    void release() {
      if (isReleased.compareAndSet(false, true)) {
        reservedBytes.addAndGet(-bytes);
      }
    }
  }
}
