package dev.firstword.operations.alert;

import dev.firstword.operations.alert.Alert.Severity;
import dev.firstword.operations.series.Window;
import dev.firstword.operations.series.WindowStats.SloCount;
import dev.firstword.operations.slo.Slo;
import java.util.List;

/**
 * The rate of missed SLOs that raises an alert. It must be exceeded over a long window, to exclude
 * chance, and over a short one, to show that the problem persists. After Beyer and others, The Site
 * Reliability Workbook, chapter 5, with windows as short as answers are.
 *
 * @param longWindow the long window
 * @param shortWindow the short window
 * @param threshold how many times faster than the SLO allows turns have to miss it
 */
record BurnRateRule(
    Severity severity, Lookback longWindow, Lookback shortWindow, double threshold) {

  /** Fewer misses may be chance with an SLO that allows one in a hundred. */
  private static final int MIN_MISSES = 3;

  /**
   * The most recent slices of a window, including the current one.
   *
   * @param name the maximum duration that the slices cover
   */
  record Lookback(String name, Window window, int slices) {}

  static final List<BurnRateRule> ALL =
      List.of(
          new BurnRateRule(
              Severity.PAGE,
              new Lookback("1m", Window.MINUTE, 6),
              new Lookback("30s", Window.MINUTE, 3),
              4),
          new BurnRateRule(
              Severity.PAGE,
              new Lookback("10m", Window.TEN_MINUTES, 10),
              new Lookback("1m", Window.MINUTE, 6),
              2),
          new BurnRateRule(
              Severity.TICKET,
              new Lookback("1h", Window.HOUR, 12),
              new Lookback("10m", Window.TEN_MINUTES, 10),
              1.2));

  /** Returns the burn rate: how many times faster than the SLO allows turns have missed it. */
  static double burnRate(Slo slo, SloCount count) {
    return (1 - count.share()) / (1 - slo.target());
  }

  /** Whether turns miss the SLO so often over both windows that the alert is raised. */
  boolean isExceeded(Slo slo, SloCount longCount, SloCount shortCount) {
    return longCount.count() >= Slo.MIN_TURNS
        && longCount.outside() >= MIN_MISSES
        && burnRate(slo, longCount) >= threshold
        && burnRate(slo, shortCount) >= threshold;
  }
}
