package dev.firstword.adapters.dialect;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the types and codes of errors mean, as HTTP statuses: one table for all dialects. Case and
 * separators do not matter.
 */
final class ErrorCodes {

  /**
   * A known type or code.
   *
   * @param name as it is spelled in the table, so it may be logged
   * @param isSpendCap whether a limit is reached that waiting does not lift
   */
  record ErrorCode(String name, int status, boolean isSpendCap) {}

  private static final int MAX_LENGTH = 64;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(
              400,
              """
              invalid_request_error invalid_request bad_request bad_request_error invalid_argument
              invalid_parameter invalid_parameter_error invalid_prompt invalid_value
              failed_precondition out_of_range context_length_exceeded
              context_window_exceeded string_above_max_length unsupported_parameter
              unsupported_value validation_error validation_exception invalid_prompt_error
              """),
          Map.entry(
              401,
              """
              authentication_error authentication invalid_api_key invalid_authentication
              unauthenticated unauthorized unauthorized_error incorrect_api_key
              """),
          Map.entry(402, "billing_error billing_not_active payment_required insufficient_credits"),
          Map.entry(
              403,
              """
              permission_error permission_denied permission_denied_error access_denied
              access_denied_exception forbidden
              """),
          Map.entry(
              404,
              """
              not_found_error not_found model_not_found resource_not_found
              resource_not_found_exception invalid_model
              """),
          Map.entry(409, "conflict_error conflict aborted"),
          Map.entry(413, "request_too_large payload_too_large"),
          Map.entry(422, "unprocessable_entity unprocessable_entity_error"),
          Map.entry(
              429,
              """
              rate_limit_error rate_limit_exceeded rate_limit_reached rate_limit rate_limited
              too_many_requests requests tokens throttling throttled throttling_exception
              resource_exhausted quota_exceeded
              """),
          Map.entry(
              500,
              """
              api_error server_error internal internal_error internal_server_error
              internal_failure unknown_error model_error model_error_exception
              """),
          Map.entry(502, "bad_gateway upstream_error"),
          Map.entry(
              503,
              """
              overloaded service_unavailable service_unavailable_error
              service_unavailable_exception unavailable server_overloaded engine_overloaded
              engine_overloaded_error capacity_exceeded model_not_ready
              model_not_ready_exception
              """),
          Map.entry(
              504,
              """
              timeout_error timeout api_timeout_error gateway_timeout request_timeout
              deadline_exceeded model_timeout_exception
              """),
          Map.entry(529, "overloaded_error"));

  private static final String SPEND_CAPS =
      "insufficient_quota billing_hard_limit_reached insufficient_balance";

  /** Without quotas and billing, which messages of plain rate limits mention as well (Google). */
  private static final Pattern SPEND_CAP_MESSAGE =
      Pattern.compile(
          "spend(ing)?[ _-]?(cap|limit)|api usage limits?|monthly (usage|budget|limit)"
              + "|credit balance|insufficient (funds|balance|credits?)",
          Pattern.CASE_INSENSITIVE);

  private static final Map<String, ErrorCode> CODES = codes();

  private ErrorCodes() {}

  /** Returns what a provider's type or code means; null if it is not known. */
  static @Nullable ErrorCode find(String word) {
    return word.length() > MAX_LENGTH ? null : CODES.get(FinishReasons.normalize(word));
  }

  /** Returns whether a message says that a limit is reached that waiting does not lift. */
  static boolean isSpendCapMessage(String message) {
    return SPEND_CAP_MESSAGE.matcher(message).find();
  }

  private static Map<String, ErrorCode> codes() {
    Map<String, ErrorCode> codes = new HashMap<>();
    NAMES.forEach((status, names) -> {
      for (String name : FinishReasons.words(names)) {
        codes.put(FinishReasons.normalize(name), new ErrorCode(name, status, false));
      }
    });
    for (String name : FinishReasons.words(SPEND_CAPS)) {
      codes.put(FinishReasons.normalize(name), new ErrorCode(name, 429, true));
    }
    return Map.copyOf(codes);
  }
}
