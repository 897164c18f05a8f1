package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * A complete request body. Counts towards the {@link BodyBudget} until it is closed, and is dropped
 * then, since the request that it belongs to may last for minutes.
 */
final class RequestBody implements AutoCloseable {

  private static final byte[] NOTHING = new byte[0];
  private static final int SMALL_BYTES = 64 * 1024;

  private final BodyBudget.Reservation memory;
  private BodyBudget.@Nullable Reservation processing;
  private byte[] bytes;

  RequestBody(byte[] bytes, BodyBudget.Reservation memory) {
    this.bytes = bytes;
    this.memory = memory;
  }

  /** Returns the bytes; empty once the body is closed. */
  @SuppressWarnings("ArrayReturn") // a copy would take the memory twice
  byte[] bytes() {
    return bytes;
  }

  /**
   * Reserves the memory for what this body is decoded to, such as images and files. A small body
   * takes no more than it has been counted for.
   *
   * @param budget another one than that of the bodies, so that the largest can be decoded while
   *     others arrive
   * @throws ProblemException with status 503 if there is not enough
   */
  void requireProcessingMemory(BodyBudget budget) {
    if (bytes.length > SMALL_BYTES) {
      BodyBudget.Reservation reservation = budget.reserve();
      if (!reservation.tryGrow(bytes.length)) {
        throw new ProblemException(Problem.tooManyUploads());
      }
      processing = reservation;
    }
  }

  @Override
  public void close() {
    bytes = NOTHING;
    memory.close();
    if (processing != null) {
      processing.close();
    }
  }
}
