package dev.firstword.simulator.cache;

/**
 * How a prompt's tokens are accounted for; the four together are the whole prompt.
 *
 * @param uncached read anew and not kept
 * @param writtenFiveMinutes read anew and kept for five minutes
 * @param writtenOneHour read anew and kept for an hour
 * @param read taken from the cache
 */
public record CacheUsage(int uncached, int writtenFiveMinutes, int writtenOneHour, int read) {
  public static final CacheUsage NONE = new CacheUsage(0, 0, 0, 0);

  public int written() {
    return writtenFiveMinutes + writtenOneHour;
  }

  public int total() {
    return uncached + written() + read;
  }

  /** Tokens that the model had to work through before its first word. */
  public int worked() {
    return uncached + written();
  }
}
