package dev.firstword.simulator.fault;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A fault to inject into a share of the calls.
 *
 * @param rate the share of calls affected, from 0 to 1
 * @param model the affected model, or {@code *} for all models
 * @param afterTokens the number of tokens sent before the fault occurs. If absent, it occurs before
 *     anything is sent. With 0, it occurs after the response head and the opening events, but
 *     before the first token. Ignored by a fault that affects a thought. An oddity that ends an
 *     answer early ends it after that many tokens, by default after none
 * @param retryAfterSeconds the {@code retry-after} of a rate limit; absent to send none
 */
public record Fault(
    FaultKind kind,
    double rate,
    String model,
    OptionalInt afterTokens,
    OptionalDouble retryAfterSeconds) {
  public static final String ALL_MODELS = "*";

  /** Returns a fault that affects every call immediately. */
  public static Fault always(FaultKind kind) {
    return new Fault(kind, 1, ALL_MODELS, OptionalInt.empty(), OptionalDouble.empty());
  }

  public Fault forModel(String name) {
    return new Fault(kind, rate, name, afterTokens, retryAfterSeconds);
  }

  public Fault withRate(double share) {
    return new Fault(kind, share, model, afterTokens, retryAfterSeconds);
  }

  public Fault afterTokens(int tokens) {
    return new Fault(kind, rate, model, OptionalInt.of(tokens), retryAfterSeconds);
  }

  public Fault retryAfterSeconds(double seconds) {
    return new Fault(kind, rate, model, afterTokens, OptionalDouble.of(seconds));
  }

  /** Returns whether the fault rejects a call before anything is sent. */
  public boolean rejectsImmediately(boolean isStreaming) {
    return kind.rejectsCall() && (!isStreaming || afterTokens.orElse(0) == 0);
  }

  /**
   * Returns the error that this fault answers with.
   *
   * @throws IllegalStateException if it answers with none
   */
  public ProviderError error() {
    if (!(kind.effect() instanceof FaultEffect.Rejection rejection)) {
      throw new IllegalStateException(kind + " is not answered with an error");
    }
    return switch (rejection) {
      case AUTHENTICATION -> ProviderError.AUTHENTICATION;
      case RATE_LIMIT ->
          retryAfterSeconds.isPresent() ? ProviderError.RATE_LIMIT : ProviderError.SPEND_CAP;
      case STATUS_200 -> ProviderError.RATE_LIMIT;
      case OVERLOADED -> ProviderError.OVERLOADED;
      case SERVER_ERROR -> ProviderError.SERVER_ERROR;
      case RESET -> throw new IllegalStateException("a reset connection carries no error");
    };
  }

  /** Returns the status of the error reply whose usual status is given. */
  public int statusInsteadOf(int usualStatus) {
    return kind == FaultKind.ERROR_AS_JSON ? 200 : usualStatus;
  }

  boolean appliesTo(String name) {
    return model.equals(ALL_MODELS) || model.equals(name);
  }
}
