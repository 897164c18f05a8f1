package dev.firstword.core.turn.running;

import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Empty;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ProviderFailure.Overloaded;
import dev.firstword.relay.client.ProviderFailure.RateLimited;
import dev.firstword.relay.client.ProviderFailure.Rejected;
import dev.firstword.relay.client.ProviderFailure.ServerError;
import dev.firstword.relay.client.ProviderFailure.Silent;
import dev.firstword.relay.client.ProviderFailure.Unauthorized;
import dev.firstword.relay.client.ProviderFailure.Unreachable;
import dev.firstword.relay.event.Action;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A failure described for the end user: what happened and what to do next. Contains nothing from
 * the provider's response.
 *
 * @param code a stable identifier for programs
 * @param detail what was observed, for the log
 * @param retryAfter how long to wait, if the provider said so; at most a minute
 */
public record AnswerFailure(
    String code, String message, Action action, @Nullable Duration retryAfter, String detail) {

  /**
   * A provider that asks for a longer wait is called again earlier, so users may retry earlier too.
   */
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(1);

  /**
   * Translates a provider failure for the end user.
   *
   * @param hasText whether part of the answer has already been shown
   */
  public static AnswerFailure of(ProviderFailure failure, boolean hasText) {
    AnswerFailure base = beforeText(failure);
    boolean isDeclined = failure instanceof Empty(boolean declined) && declined;
    return hasText && base.action != Action.CONTACT && !isDeclined
        ? new AnswerFailure(
            base.code,
            "The answer was interrupted here. The text so far is kept; continue it, or try again.",
            Action.CONTINUE,
            base.retryAfter,
            base.detail)
        : base;
  }

  /**
   * The model kept calling tools.
   *
   * @param hasText whether part of the answer has already been shown
   */
  static AnswerFailure tooManySteps(boolean hasText) {
    return new AnswerFailure(
        "too_many_steps",
        hasText
            ? "The model called tools too often without finishing its answer. The text so far is"
                + " kept; try again."
            : "The model called tools too often without an answer. Try again.",
        Action.RETRY,
        null,
        "the model called tools in the last step");
  }

  private static AnswerFailure beforeText(ProviderFailure failure) {
    return switch (failure) {
      case Unreachable _ ->
          withoutRetryAfter(
              "model_unreachable",
              "The model could not be reached. Try again in a moment.",
              Action.RETRY,
              failure);
      case Unauthorized _ ->
          withoutRetryAfter(
              "model_unauthorized",
              "The model service does not accept this product's key. Contact the administrator.",
              Action.CONTACT,
              failure);
      case Rejected _ ->
          withoutRetryAfter(
              "model_rejected",
              "The model could not work with this message. Change it and send it again.",
              Action.EDIT,
              failure);
      case RateLimited limited -> rateLimited(limited);
      case Overloaded overloaded ->
          new AnswerFailure(
              "model_overloaded",
              "The model is overloaded right now. Wait a moment and try again.",
              Action.WAIT,
              bounded(overloaded.retryAfter()),
              failure.detail());
      case ServerError _ ->
          withoutRetryAfter(
              "model_failed", "The model service had a fault. Try again.", Action.RETRY, failure);
      case Cut _ ->
          withoutRetryAfter(
              "model_cut", "The connection to the model broke. Try again.", Action.RETRY, failure);
      case Malformed _ ->
          withoutRetryAfter(
              "model_malformed",
              "The model's answer could not be read. Try again.",
              Action.RETRY,
              failure);
      case Silent _ ->
          withoutRetryAfter(
              "model_silent",
              "The model did not answer in time. Try again.",
              Action.RETRY,
              failure);
      case Empty(boolean declined) ->
          declined
              ? withoutRetryAfter(
                  "model_declined",
                  "The model declined to answer this. Put the question another way.",
                  Action.EDIT,
                  failure)
              : withoutRetryAfter(
                  "model_empty",
                  "The model ended without an answer. Try again.",
                  Action.RETRY,
                  failure);
    };
  }

  private static AnswerFailure rateLimited(RateLimited limited) {
    return limited.retryAfter() == null
        ? withoutRetryAfter(
            "model_limit_reached",
            "The model's usage limit for this product is reached. Contact the administrator.",
            Action.CONTACT,
            limited)
        : new AnswerFailure(
            "model_rate_limited",
            "The model has too many requests right now. Wait a moment and try again.",
            Action.WAIT,
            bounded(limited.retryAfter()),
            limited.detail());
  }

  private static @Nullable Duration bounded(@Nullable Duration wait) {
    return wait == null || wait.compareTo(MAX_RETRY_AFTER) < 0 ? wait : MAX_RETRY_AFTER;
  }

  private static AnswerFailure withoutRetryAfter(
      String code, String message, Action action, ProviderFailure failure) {
    return new AnswerFailure(code, message, action, null, failure.detail());
  }
}
