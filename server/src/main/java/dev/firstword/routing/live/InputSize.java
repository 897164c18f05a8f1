package dev.firstword.routing.live;

/**
 * How much of a prompt a model has to read anew: the time to its first token grows with that, so
 * prompts are compared with their like.
 */
public enum InputSize {
  SMALL(1_000),
  MEDIUM(4_000),
  LARGE(16_000),
  HUGE(64_000),
  BOUNDLESS(Long.MAX_VALUE);

  private final long mostTokens;

  InputSize(long mostTokens) {
    this.mostTokens = mostTokens;
  }

  public static InputSize of(long uncachedTokens) {
    for (InputSize size : values()) {
      if (uncachedTokens <= size.mostTokens) {
        return size;
      }
    }
    throw new IllegalArgumentException("no size for " + uncachedTokens);
  }
}
