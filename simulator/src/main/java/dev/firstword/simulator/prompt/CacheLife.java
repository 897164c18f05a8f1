package dev.firstword.simulator.prompt;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** How long a cached prefix lives after the start of the request that wrote or last read it. */
public enum CacheLife {
  FIVE_MINUTES("5m", Duration.ofMinutes(5)),
  ONE_HOUR("1h", Duration.ofHours(1));

  private final String wireName;
  private final Duration duration;

  CacheLife(String wireName, Duration duration) {
    this.wireName = wireName;
    this.duration = duration;
  }

  public static Optional<CacheLife> of(String wireName) {
    return Arrays.stream(values()).filter(life -> life.wireName.equals(wireName)).findFirst();
  }

  public Duration duration() {
    return duration;
  }
}
