package dev.firstword.operations.series;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** How far back statistics reach, and the time slices in which they are counted. */
public enum Window {
  MINUTE("1m", Duration.ofSeconds(10), 6),
  TEN_MINUTES("10m", Duration.ofMinutes(1), 10),
  HOUR("1h", Duration.ofMinutes(5), 12),
  DAY("24h", Duration.ofHours(1), 24);

  private final String wireName;
  private final Duration slice;
  private final int slices;

  Window(String wireName, Duration slice, int slices) {
    this.wireName = wireName;
    this.slice = slice;
    this.slices = slices;
  }

  public String wireName() {
    return wireName;
  }

  public Duration slice() {
    return slice;
  }

  public int slices() {
    return slices;
  }

  /** Returns the time from the start of the oldest slice to the end of the current one. */
  public Duration length() {
    return slice.multipliedBy(slices);
  }

  public static Optional<Window> of(String wireName) {
    return Arrays.stream(values()).filter(each -> each.wireName.equals(wireName)).findFirst();
  }
}
