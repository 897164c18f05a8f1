package dev.firstword.monitor.alert;

import dev.firstword.monitor.alert.Alert.Severity;
import dev.firstword.monitor.series.Window;
import java.util.List;

/**
 * When a level is missed so fast that somebody is told: over a longer time, so that it is no
 * chance, and over a shorter one, so that it is still so (Beyer and others, The Site Reliability
 * Workbook, chapter 5, with windows as short as answers are).
 *
 * @param slow the longer time
 * @param quick the shorter time
 * @param threshold how many times faster than promised turns miss the level
 */
record BurnRule(Severity severity, Span slow, Span quick, double threshold) {

  /**
   * Some of the newest slices of a window, that under way included.
   *
   * @param name of the time, at most
   */
  record Span(String name, Window window, int slices) {}

  static final List<BurnRule> ALL =
      List.of(
          new BurnRule(
              Severity.PAGE,
              new Span("1m", Window.MINUTE, 6),
              new Span("30s", Window.MINUTE, 3),
              4),
          new BurnRule(
              Severity.PAGE,
              new Span("10m", Window.TEN_MINUTES, 10),
              new Span("1m", Window.MINUTE, 6),
              2),
          new BurnRule(
              Severity.TICKET,
              new Span("1h", Window.HOUR, 12),
              new Span("10m", Window.TEN_MINUTES, 10),
              1.2));
}
