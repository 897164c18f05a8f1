package dev.firstword.simulator.openai;

import org.jspecify.annotations.Nullable;

/** Thrown at the first error while parsing a request. Carries the contents of the error object. */
final class OpenAiApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient OpenAiError error;

  OpenAiApiException(OpenAiError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  static OpenAiApiException invalid(String message, @Nullable String param) {
    return new OpenAiApiException(
        new OpenAiError(400, message, "invalid_request_error", param, null));
  }

  static OpenAiApiException missing(String param) {
    return new OpenAiApiException(
        new OpenAiError(
            400,
            "Missing required parameter: '" + param + "'.",
            "invalid_request_error",
            param,
            "missing_required_parameter"));
  }

  static OpenAiApiException wrongType(String param, String expected) {
    return new OpenAiApiException(
        new OpenAiError(
            400,
            "Invalid type for '" + param + "': expected " + expected + ".",
            "invalid_request_error",
            param,
            "invalid_type"));
  }

  /** A schema that a function or a structured answer cannot have. */
  static OpenAiApiException invalidSchema(String kind, String name, String problem, String param) {
    return new OpenAiApiException(
        new OpenAiError(
            400,
            "Invalid schema for " + kind + " '" + name + "': " + problem,
            "invalid_request_error",
            param,
            kind.equals("function") ? "invalid_function_parameters" : "invalid_json_schema"));
  }

  static OpenAiApiException unknownModel(String name) {
    return new OpenAiApiException(
        new OpenAiError(
            404,
            "The model `" + name + "` does not exist or you do not have access to it.",
            "invalid_request_error",
            null,
            "model_not_found"));
  }

  OpenAiError error() {
    return error;
  }
}
