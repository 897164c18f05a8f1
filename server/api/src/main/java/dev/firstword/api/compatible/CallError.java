package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.turn.running.AnswerFailure;
import dev.firstword.relay.client.ProviderFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An error as clients of the providers' APIs know them: by an HTTP status, which their SDKs act on.
 *
 * @param status the HTTP status; 529 if the model is overloaded
 * @param code a stable name for programs
 * @param message a sentence for the developer; contains nothing from the provider
 * @param retryAfter how long to wait, if waiting helps
 * @param isRetried whether the SDKs should send the request again; null: as they do for the status
 */
public record CallError(
    int status,
    String code,
    String message,
    @Nullable Duration retryAfter,
    @Nullable Boolean isRetried) {

  /** Anthropic's status for an overloaded model. Others use 503. */
  public static final int OVERLOADED = 529;

  /** Translates a problem of the request. */
  public static CallError of(Problem problem) {
    // 422 says what is wrong with the content; the SDKs know only 400.
    int status = problem.status() == 422 ? 400 : problem.status();
    return new CallError(status, problem.code(), problem.detail(), problem.retryAfter(), null);
  }

  /**
   * Translates the end of a turn that failed. SDKs must not send its request again by themselves:
   * its message is in the conversation already.
   */
  static CallError ofTurn(JsonNode event) {
    String code = event.path("code").asText();
    int status =
        switch (code) {
          case "model_rejected" -> 400;
          case "model_rate_limited", "model_limit_reached" -> 429;
          case "model_overloaded" -> OVERLOADED;
          case "model_silent" -> 504;
          case "model_unauthorized", "preparation_failed", "too_many_steps" -> 500;
          case "interrupted" -> 503;
          default -> 502;
        };
    return new CallError(status, code, event.path("message").asText(), null, false);
  }

  /** The server was stopped in the middle of the answer. */
  static CallError interrupted() {
    return new CallError(
        503, "interrupted", "The server was stopped while it was answering.", null, false);
  }

  /** The answer was stopped by its user, from somewhere else. */
  static CallError cancelled() {
    return new CallError(409, "cancelled", "The answer was stopped by its user.", null, false);
  }

  /** Translates the failure of a model call. */
  public static CallError of(ProviderFailure failure) {
    AnswerFailure described = AnswerFailure.of(failure, false);
    int status =
        switch (failure) {
          case ProviderFailure.RateLimited _ -> 429;
          case ProviderFailure.Overloaded _ -> OVERLOADED;
          case ProviderFailure.Rejected _ -> 400;
          // Not 401: the caller's own key is fine.
          case ProviderFailure.Unauthorized _ -> 500;
          case ProviderFailure.Silent _ -> 504;
          case ProviderFailure.Unreachable _,
              ProviderFailure.ServerError _,
              ProviderFailure.Cut _,
              ProviderFailure.Malformed _,
              ProviderFailure.Empty _ ->
              502;
        };
    boolean isPermanent =
        failure instanceof ProviderFailure.Unauthorized
            || (failure instanceof ProviderFailure.RateLimited limited
                && limited.retryAfter() == null);
    return new CallError(
        status,
        described.code(),
        described.message(),
        described.retryAfter(),
        isPermanent ? Boolean.FALSE : null);
  }
}
