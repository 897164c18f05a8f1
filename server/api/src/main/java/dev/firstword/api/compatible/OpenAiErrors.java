package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The errors of OpenAI's APIs. */
final class OpenAiErrors {

  /** The parameters that errors are about, by their codes. */
  private static final Map<String, String> PARAMETERS =
      Map.of("previous_response_not_found", "previous_response_id");

  private OpenAiErrors() {}

  /** There is no status of its own for an overloaded model. */
  static int status(CallError error) {
    return error.status() == CallError.OVERLOADED ? 503 : error.status();
  }

  static ObjectNode body(CallError error) {
    ObjectNode body = RequestParts.node();
    body.set("error", object(error));
    return body;
  }

  private static ObjectNode object(CallError error) {
    return RequestParts.node()
        .put("message", error.message())
        .put("type", type(error.status()))
        .put("param", PARAMETERS.get(error.code()))
        .put("code", code(error));
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 429 -> "rate_limit_error";
      default -> status < 500 ? "invalid_request_error" : "server_error";
    };
  }

  /** Returns the codes that programs compare, and the server's own for everything else. */
  static String code(CallError error) {
    return switch (error.status()) {
      case 401 -> "invalid_api_key";
      case 404 -> error.code().equals("unknown_model") ? "model_not_found" : error.code();
      case 429 -> error.isRetried() == null ? "rate_limit_exceeded" : "insufficient_quota";
      default -> error.code();
    };
  }
}
