package dev.firstword.app.check;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** How much this machine's clock differs from others. Can be used from any thread. */
final class ClockSamples {

  /** Dates of HTTP have whole seconds, and the network takes time. */
  private static final Duration TOLERANCE = Duration.ofSeconds(3);

  /** Tokens are accepted with this difference, and nodes are presumed dead after 10 s. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Map<String, Duration> differences = new ConcurrentSkipListMap<>();

  /**
   * Adds a sample.
   *
   * @param source whose clock it is
   * @param theirs the time that it showed
   * @param before the time here when it was asked
   * @param after the time here when it had answered
   */
  void add(String source, Instant theirs, Instant before, Instant after) {
    Instant middle = before.plus(Duration.between(before, after).dividedBy(2));
    differences.put(source, Duration.between(theirs, middle));
  }

  List<Finding> findings() {
    if (differences.isEmpty()) {
      return List.of();
    }
    Map.Entry<String, Duration> worst = differences.entrySet().iterator().next();
    for (Map.Entry<String, Duration> each : differences.entrySet()) {
      if (each.getValue().abs().compareTo(worst.getValue().abs()) > 0) {
        worst = each;
      }
    }
    Duration difference = worst.getValue();
    if (difference.abs().compareTo(TOLERANCE) <= 0) {
      return List.of(
          Finding.ok(
              "Clock", "Agrees with that of " + String.join(", ", differences.keySet()) + "."));
    }
    String detail =
        "This clock is %d s %s that of %s."
            .formatted(
                difference.abs().toSeconds(),
                difference.isNegative() ? "behind" : "ahead of",
                worst.getKey());
    String remedy = "Synchronize both with NTP: timedatectl set-ntp true.";
    return List.of(
        difference.abs().compareTo(LIMIT) > 0
            ? Finding.fails("Clock", detail, remedy)
            : Finding.warning("Clock", detail, remedy));
  }
}
