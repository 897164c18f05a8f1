package dev.firstword.simulator.prompt;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The TTL of a cached prefix, counted from the start of the request that wrote or last read it. */
public enum CacheTtl {
  FIVE_MINUTES("5m", Duration.ofMinutes(5)),
  ONE_HOUR("1h", Duration.ofHours(1));

  private final String wireName;
  private final Duration duration;

  CacheTtl(String wireName, Duration duration) {
    this.wireName = wireName;
    this.duration = duration;
  }

  public static Optional<CacheTtl> of(String wireName) {
    return Arrays.stream(values()).filter(ttl -> ttl.wireName.equals(wireName)).findFirst();
  }

  public Duration duration() {
    return duration;
  }
}
