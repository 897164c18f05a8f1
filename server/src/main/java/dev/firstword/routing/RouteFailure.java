package dev.firstword.routing;

import dev.firstword.protocol.Action;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.ProviderFailure.Cut;
import dev.firstword.provider.ProviderFailure.Malformed;
import dev.firstword.provider.ProviderFailure.Overloaded;
import dev.firstword.provider.ProviderFailure.RateLimited;
import dev.firstword.provider.ProviderFailure.Rejected;
import dev.firstword.provider.ProviderFailure.ServerError;
import dev.firstword.provider.ProviderFailure.Silent;
import dev.firstword.provider.ProviderFailure.Unauthorized;
import dev.firstword.provider.ProviderFailure.Unreachable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A failure in words for the person who waits: what happened and what to do next, nothing of the
 * provider's.
 *
 * @param code a stable name for programs
 * @param detail what was seen, for the log
 * @param retryAfter how long to wait, where the provider said so
 */
public record RouteFailure(
    String code, String message, Action action, @Nullable Duration retryAfter, String detail) {

  /**
   * Says what a provider's failure means to a person.
   *
   * @param textCame whether some of the answer is already on the page
   */
  static RouteFailure of(ProviderFailure failure, boolean textCame) {
    RouteFailure whole = withoutText(failure);
    return textCame && whole.action != Action.CONTACT
        ? new RouteFailure(
            whole.code,
            "The answer broke off here. What came so far is kept; continue it, or try again.",
            Action.CONTINUE,
            whole.retryAfter,
            whole.detail)
        : whole;
  }

  private static RouteFailure withoutText(ProviderFailure failure) {
    return switch (failure) {
      case Unreachable _ ->
          plain(
              "model_unreachable",
              "The model could not be reached. Try again in a moment.",
              Action.RETRY,
              failure);
      case Unauthorized _ ->
          plain(
              "model_unauthorized",
              "The model service does not accept this product's key. Tell whoever runs it.",
              Action.CONTACT,
              failure);
      case Rejected _ ->
          plain(
              "model_rejected",
              "The model could not work with this message. Change it and send it again.",
              Action.EDIT,
              failure);
      case RateLimited limited -> rateLimited(limited);
      case Overloaded overloaded ->
          new RouteFailure(
              "model_overloaded",
              "The model is overloaded right now. Wait a moment and try again.",
              Action.WAIT,
              overloaded.retryAfter(),
              failure.detail());
      case ServerError _ ->
          plain("model_failed", "The model service had a fault. Try again.", Action.RETRY, failure);
      case Cut _ ->
          plain(
              "model_cut", "The connection to the model broke. Try again.", Action.RETRY, failure);
      case Malformed _ ->
          plain(
              "model_malformed",
              "The model's answer could not be read. Try again.",
              Action.RETRY,
              failure);
      case Silent _ ->
          plain(
              "model_silent",
              "The model did not answer in time. Try again.",
              Action.RETRY,
              failure);
    };
  }

  /** Every model's provider wants to be left alone for a while. */
  static RouteFailure allThrottled(Duration wait) {
    return new RouteFailure(
        "model_rate_limited",
        "The models have too many requests right now. Wait a moment and try again.",
        Action.WAIT,
        wait,
        "every model's provider has asked for a wait");
  }

  /** The model ended without a word. */
  static RouteFailure empty(boolean refused) {
    return refused
        ? new RouteFailure(
            "model_declined",
            "The model declined to answer this. Put the question another way.",
            Action.EDIT,
            null,
            "stopped with a refusal and no text")
        : new RouteFailure(
            "model_empty",
            "The model ended without an answer. Try again.",
            Action.RETRY,
            null,
            "stopped without any text");
  }

  private static RouteFailure rateLimited(RateLimited limited) {
    return limited.retryAfter() == null
        ? plain(
            "model_limit_reached",
            "The model's usage limit for this product is reached. Tell whoever runs it.",
            Action.CONTACT,
            limited)
        : new RouteFailure(
            "model_rate_limited",
            "The model has too many requests right now. Wait a moment and try again.",
            Action.WAIT,
            limited.retryAfter(),
            limited.detail());
  }

  private static RouteFailure plain(
      String code, String message, Action action, ProviderFailure failure) {
    return new RouteFailure(code, message, action, null, failure.detail());
  }
}
