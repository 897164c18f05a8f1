package dev.firstword.simulator.anthropic;

/** A status with the error type and the sentence that go with it. */
record Refusal(int status, String type, String message) {

  static Refusal invalid(String message) {
    return new Refusal(400, "invalid_request_error", message);
  }
}
