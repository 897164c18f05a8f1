package dev.firstword.core.routing.live;

/**
 * Size classes of a prompt's uncached part. The time to first token grows with it, so latency is
 * tracked per size.
 */
public enum InputSize {
  SMALL(1_000),
  MEDIUM(4_000),
  LARGE(16_000),
  HUGE(64_000),
  UNBOUNDED(Long.MAX_VALUE);

  private final long maxTokens;

  InputSize(long maxTokens) {
    this.maxTokens = maxTokens;
  }

  public static InputSize of(long uncachedTokens) {
    for (InputSize size : values()) {
      if (uncachedTokens <= size.maxTokens) {
        return size;
      }
    }
    throw new IllegalArgumentException("no size for " + uncachedTokens);
  }
}
