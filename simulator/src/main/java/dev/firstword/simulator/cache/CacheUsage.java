package dev.firstword.simulator.cache;

/**
 * A prompt's tokens by how they are billed. The four counters add up to the whole prompt.
 *
 * @param uncached processed and not written to the cache
 * @param writtenFiveMinutes processed and written with a TTL of five minutes
 * @param writtenOneHour processed and written with a TTL of one hour
 * @param read read from the cache
 */
public record CacheUsage(int uncached, int writtenFiveMinutes, int writtenOneHour, int read) {
  public static final CacheUsage NONE = new CacheUsage(0, 0, 0, 0);

  public int written() {
    return writtenFiveMinutes + writtenOneHour;
  }

  public int total() {
    return uncached + written() + read;
  }

  /** Returns the tokens that the model had to process before its first token. */
  public int processed() {
    return uncached + written();
  }
}
