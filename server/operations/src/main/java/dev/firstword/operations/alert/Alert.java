package dev.firstword.operations.alert;

import dev.firstword.operations.slo.Slo;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An alert about an SLO that is missed, or was.
 *
 * @param endedAtMs null while it fires
 * @param turns the turns in the long window that the SLO applies to
 * @param burn the burn rates, as of the last evaluation while it fired
 */
public record Alert(
    Slo slo, Severity severity, long sinceMs, @Nullable Long endedAtMs, long turns, BurnRate burn) {

  /** How soon an operator has to react. */
  public enum Severity {
    /** Immediately. */
    PAGE,
    /** Within the day. */
    TICKET;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How many times faster than the SLO allows turns miss it, over a long and a short window.
   *
   * @param threshold the burn rate at which the alert fires
   */
  public record BurnRate(
      String longWindow, double longRate, String shortWindow, double shortRate, double threshold) {}

  public boolean isFiring() {
    return endedAtMs == null;
  }

  Alert continuing(Alert before) {
    return new Alert(slo, severity, before.sinceMs, null, turns, burn);
  }

  Alert endedAt(long nowMs) {
    return new Alert(slo, severity, sinceMs, nowMs, turns, burn);
  }
}
