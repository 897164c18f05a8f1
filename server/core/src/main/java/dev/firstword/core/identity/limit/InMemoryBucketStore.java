package dev.firstword.core.identity.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.core.identity.limit.Meter.BucketKey;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Token buckets in memory, bounded: rarely used buckets are evicted, full or not. */
public final class InMemoryBucketStore implements BucketStore {

  private static final int MAX_USERS = 100_000;
  private static final int MAX_TENANTS = 20_000;

  /** A bucket that is idle this long is full again, except for owed tokens, which are forgiven. */
  private static final Duration IDLE_TTL = Duration.ofHours(1);

  private final TimeMeter clock;

  // Separate caches: a service with an endless number of user names must not evict its tenant's
  // bucket.
  private final Cache<BucketKey, Bucket> users;
  private final Cache<BucketKey, Bucket> tenants;

  public InMemoryBucketStore(LongSupplier nanoTime) {
    clock = new NanoTime(nanoTime);
    users = cache(MAX_USERS, nanoTime);
    tenants = cache(MAX_TENANTS, nanoTime);
  }

  private static Cache<BucketKey, Bucket> cache(int maxSize, LongSupplier nanoTime) {
    return Caffeine.newBuilder()
        .maximumSize(maxSize)
        .expireAfterAccess(IDLE_TTL)
        .ticker(nanoTime::getAsLong)
        .build();
  }

  @Override
  public Bucket bucket(BucketKey key, int perMinute) {
    return (key.user().isEmpty() ? tenants : users)
        .get(
            key,
            _ ->
                Bucket.builder()
                    .withCustomTimePrecision(clock)
                    .addLimit(BucketStore.perMinute(perMinute))
                    .build());
  }

  @Override
  public void remove(BucketKey key, int perMinute) {
    (key.user().isEmpty() ? tenants : users).invalidate(key);
  }

  private record NanoTime(LongSupplier nanoTime) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanoTime.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
