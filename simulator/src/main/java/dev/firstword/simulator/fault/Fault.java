package dev.firstword.simulator.fault;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A fault that some of the calls meet.
 *
 * @param rate the share of calls that meet it, 0 to 1
 * @param model the model whose calls meet it, {@code *} for every model
 * @param afterTokens after how many tokens it strikes. Absent, it strikes before anything is
 *     answered; 0 is later: the head and the opening events are out, the first token is not
 * @param retryAfterSeconds what a rate limit advises; absent, it advises nothing
 */
public record Fault(
    FaultKind kind,
    double rate,
    String model,
    OptionalInt afterTokens,
    OptionalDouble retryAfterSeconds) {
  public static final String EVERY_MODEL = "*";

  /** A fault that every call meets at once. */
  public static Fault always(FaultKind kind) {
    return new Fault(kind, 1, EVERY_MODEL, OptionalInt.empty(), OptionalDouble.empty());
  }

  public Fault onModel(String name) {
    return new Fault(kind, rate, name, afterTokens, retryAfterSeconds);
  }

  public Fault atRate(double share) {
    return new Fault(kind, share, model, afterTokens, retryAfterSeconds);
  }

  public Fault afterTokens(int tokens) {
    return new Fault(kind, rate, model, OptionalInt.of(tokens), retryAfterSeconds);
  }

  public Fault retryAfterSeconds(double seconds) {
    return new Fault(kind, rate, model, afterTokens, OptionalDouble.of(seconds));
  }

  /** Whether a call that meets it is turned away before anything is answered. */
  public boolean refusesAtOnce(boolean streamed) {
    return kind.refuses() && (!streamed || afterTokens.orElse(0) == 0);
  }

  boolean concerns(String name) {
    return model.equals(EVERY_MODEL) || model.equals(name);
  }
}
