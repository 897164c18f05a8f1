package dev.firstword.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a turn is started and read.
 *
 * @param idempotencyKey requests with the same key and body start one turn, however often and from
 *     wherever they are sent; null for a new key
 * @param deadline when to give up, counted from the call. The turn itself continues on the server
 *     for its disconnect grace
 * @param after the number of the last event already seen; 0 to read from the start
 */
public record TurnOptions(@Nullable String idempotencyKey, Duration deadline, long after) {

  /** A new key, ten minutes, from the start. */
  public static final TurnOptions DEFAULTS = new TurnOptions(null, Duration.ofMinutes(10), 0);

  public TurnOptions {
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("The deadline must be positive, and is " + deadline);
    }
    if (after < 0) {
      throw new IllegalArgumentException("The last event seen must be 0 or more, and is " + after);
    }
  }

  public TurnOptions withIdempotencyKey(String key) {
    return new TurnOptions(key, deadline, after);
  }

  public TurnOptions withDeadline(Duration value) {
    return new TurnOptions(idempotencyKey, value, after);
  }

  public TurnOptions withAfter(long number) {
    return new TurnOptions(idempotencyKey, deadline, number);
  }
}
