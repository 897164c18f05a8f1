package dev.firstword.simulator.anthropic;

/** Leaves the reading of a request at its first fault. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  RefusedException(Refusal refusal) {
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  static RefusedException invalid(String message) {
    return new RefusedException(Refusal.invalid(message));
  }

  Refusal refusal() {
    return refusal;
  }
}
