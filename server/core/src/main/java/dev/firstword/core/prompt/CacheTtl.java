package dev.firstword.core.prompt;

import java.time.Duration;

/** How long a provider caches a prefix after its last use; each read renews it. */
public enum CacheTtl {
  FIVE_MINUTES("5m", Duration.ofMinutes(5)),
  ONE_HOUR("1h", Duration.ofHours(1));

  private final String wireName;
  private final Duration duration;

  CacheTtl(String wireName, Duration duration) {
    this.wireName = wireName;
    this.duration = duration;
  }

  public String wireName() {
    return wireName;
  }

  public Duration duration() {
    return duration;
  }
}
