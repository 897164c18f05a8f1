package dev.firstword.bench.client;

/** Thrown when a server violates its protocol. */
public final class ProtocolViolationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ProtocolViolationException(String message) {
    super(message);
  }
}
