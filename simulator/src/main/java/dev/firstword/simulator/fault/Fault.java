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
 *     before the first token. Ignored by a fault that affects a thought
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

  boolean appliesTo(String name) {
    return model.equals(ALL_MODELS) || model.equals(name);
  }
}
