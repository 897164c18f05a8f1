package dev.firstword.simulator.openai;

import org.jspecify.annotations.Nullable;

/** Leaves the reading of a request at its first fault, with what the error object says of it. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  RefusedException(Refusal refusal) {
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  static RefusedException invalid(String message, @Nullable String param) {
    return new RefusedException(new Refusal(400, message, "invalid_request_error", param, null));
  }

  static RefusedException missing(String param) {
    return new RefusedException(
        new Refusal(
            400,
            "Missing required parameter: '" + param + "'.",
            "invalid_request_error",
            param,
            "missing_required_parameter"));
  }

  static RefusedException wrongType(String param, String expected) {
    return new RefusedException(
        new Refusal(
            400,
            "Invalid type for '" + param + "': expected " + expected + ".",
            "invalid_request_error",
            param,
            "invalid_type"));
  }

  static RefusedException unknownModel(String name) {
    return new RefusedException(
        new Refusal(
            404,
            "The model `" + name + "` does not exist or you do not have access to it.",
            "invalid_request_error",
            null,
            "model_not_found"));
  }

  Refusal refusal() {
    return refusal;
  }
}
