package dev.firstword.doctor;

import java.time.Duration;
import java.util.Locale;

/** Times and counts as people read them. */
final class Words {

  private Words() {}

  /** Such as {@code 12 ms} or {@code 1.9 s}. */
  static String time(double ms) {
    return ms < 1000
        ? String.format(Locale.ROOT, "%.0f ms", ms)
        : String.format(Locale.ROOT, "%.1f s", ms / 1000);
  }

  static String time(Duration time) {
    return time(time.toNanos() / 1e6);
  }

  /** Such as {@code 1 stream} or {@code 6 streams}. */
  static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
