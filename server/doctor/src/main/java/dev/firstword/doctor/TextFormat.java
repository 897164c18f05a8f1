package dev.firstword.doctor;

import java.time.Duration;
import java.util.Locale;

/** Formats durations and counts for users. */
final class TextFormat {

  private TextFormat() {}

  /** Returns a duration such as {@code 12 ms} or {@code 1.9 s}. */
  static String time(double ms) {
    return ms < 1000
        ? String.format(Locale.ROOT, "%.0f ms", ms)
        : String.format(Locale.ROOT, "%.1f s", ms / 1000);
  }

  static String time(Duration time) {
    return time(time.toNanos() / 1e6);
  }

  /** Returns a count such as {@code 1 stream} or {@code 6 streams}. */
  static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
