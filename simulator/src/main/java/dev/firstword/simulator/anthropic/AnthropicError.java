package dev.firstword.simulator.anthropic;

/** An API error: the HTTP status, the error type and the message. */
record AnthropicError(int status, String type, String message) {

  static AnthropicError invalid(String message) {
    return new AnthropicError(400, "invalid_request_error", message);
  }
}
