package dev.firstword.simulator.anthropic;

/** Thrown at the first error while parsing a request. */
final class AnthropicApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient AnthropicError error;

  AnthropicApiException(AnthropicError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  static AnthropicApiException invalid(String message) {
    return new AnthropicApiException(AnthropicError.invalid(message));
  }

  AnthropicError error() {
    return error;
  }
}
