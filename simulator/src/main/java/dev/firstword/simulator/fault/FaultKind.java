package dev.firstword.simulator.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of faults that can be injected into a call. */
public enum FaultKind {
  /** Resets the connection without a response. */
  REFUSE,
  /** Responds with 401: the key is rejected. */
  AUTHENTICATION,
  /** Responds with 429, with {@code retry-after} if one is set, or without it like a spend cap. */
  RATE_LIMIT,
  /** Responds with 500. */
  SERVER_ERROR,
  /** Responds with 529, or sends an error event mid-stream if it occurs after a token. */
  OVERLOADED,
  /** Sends nothing more and keeps the connection open. */
  SILENCE,
  /** Closes the connection before the answer is complete. */
  CUT,
  /** Sends one event with malformed JSON, then continues the stream. */
  MALFORMED,
  /** Sends one event of a megabyte, then continues the stream. */
  HUGE_EVENT,
  /** Opens a thought, then sends nothing but keep-alives. */
  WEDGED_THINKING,
  /** Opens a thought, then sends a delta with nothing in it every second, without end. */
  EMPTY_DELTAS,
  /** Opens a thought, then sends nothing, not even a keep-alive. */
  HALF_OPEN,
  /** Sends an otherwise correct answer a few bytes at a time. */
  SLOW_DRIP,
  /** Splits every event of an otherwise correct answer into several writes at random positions. */
  SPLIT;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<FaultKind> of(String wireName) {
    return Arrays.stream(values()).filter(kind -> kind.wireName().equals(wireName)).findFirst();
  }

  /** Returns whether this fault rejects a call, unless it occurs only after some tokens. */
  public boolean rejectsCall() {
    return switch (this) {
      case REFUSE, AUTHENTICATION, RATE_LIMIT, SERVER_ERROR, OVERLOADED -> true;
      case SILENCE,
          CUT,
          MALFORMED,
          HUGE_EVENT,
          WEDGED_THINKING,
          EMPTY_DELTAS,
          HALF_OPEN,
          SLOW_DRIP,
          SPLIT ->
          false;
    };
  }

  /**
   * Returns whether this fault keeps a thought from ending, also in a model that does not think.
   */
  public boolean affectsThought() {
    return this == WEDGED_THINKING || this == EMPTY_DELTAS || this == HALF_OPEN;
  }

  /**
   * Returns whether this fault changes only how an answer's bytes are sent, not the bytes
   * themselves.
   */
  public boolean affectsDeliveryOnly() {
    return this == SLOW_DRIP || this == SPLIT;
  }
}
