package dev.firstword.monitor.alert;

import dev.firstword.monitor.level.ServiceLevel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A promise that is not kept, or was not.
 *
 * @param endedAtMs absent as long as it fires
 * @param turns over the longer time, that the level is about
 * @param burn how fast, when it was last looked at while it fired
 */
public record Alert(
    ServiceLevel level,
    Severity severity,
    long sinceMs,
    @Nullable Long endedAtMs,
    long turns,
    Burn burn) {

  /** How soon somebody has to look. */
  public enum Severity {
    /** Now. */
    PAGE,
    /** Today. */
    TICKET;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How many times faster than promised turns miss the level, over a longer and a shorter time.
   *
   * @param threshold from which on it is too fast
   */
  public record Burn(
      String slow, double slowRate, String quick, double quickRate, double threshold) {}

  public boolean isFiring() {
    return endedAtMs == null;
  }

  Alert since(Alert before) {
    return new Alert(level, severity, before.sinceMs, null, turns, burn);
  }

  Alert ended(long nowMs) {
    return new Alert(level, severity, sinceMs, nowMs, turns, burn);
  }
}
