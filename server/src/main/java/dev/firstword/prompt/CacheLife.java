package dev.firstword.prompt;

import java.time.Duration;

/** How long a provider keeps a prefix that nobody reads; each read lets it live as long again. */
public enum CacheLife {
  FIVE_MINUTES("5m", Duration.ofMinutes(5)),
  ONE_HOUR("1h", Duration.ofHours(1));

  private final String wireName;
  private final Duration duration;

  CacheLife(String wireName, Duration duration) {
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
