package dev.firstword.api;

/**
 * A complete request body. Counts towards the {@link BodyBudget} until it is closed, and is dropped
 * then, since the request that it belongs to may last for minutes.
 */
final class RequestBody implements AutoCloseable {

  private static final byte[] NOTHING = new byte[0];

  private final BodyBudget.Reservation memory;
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

  @Override
  public void close() {
    bytes = NOTHING;
    memory.close();
  }
}
