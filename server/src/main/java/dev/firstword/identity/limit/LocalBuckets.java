package dev.firstword.identity.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.identity.limit.Meter.Account;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts in this process's memory, bounded: the ones used least are forgotten, full or not. */
public final class LocalBuckets implements Buckets {

  private static final int MOST_USERS = 100_000;
  private static final int MOST_TENANTS = 20_000;

  /** After this a count is full again, but for what somebody owed of tokens; that is forgiven. */
  private static final Duration LONGEST_IDLE = Duration.ofHours(1);

  private final TimeMeter clock;

  // Apart from each other: a service that names users without end must not lose its tenant's count.
  private final Cache<Account, Bucket> users;
  private final Cache<Account, Bucket> tenants;

  public LocalBuckets(LongSupplier nanoTime) {
    clock = new NanoTime(nanoTime);
    users = cache(MOST_USERS, nanoTime);
    tenants = cache(MOST_TENANTS, nanoTime);
  }

  private static Cache<Account, Bucket> cache(int most, LongSupplier nanoTime) {
    return Caffeine.newBuilder()
        .maximumSize(most)
        .expireAfterAccess(LONGEST_IDLE)
        .ticker(nanoTime::getAsLong)
        .build();
  }

  @Override
  public Bucket bucket(Account account, int perMinute) {
    return (account.user().isEmpty() ? tenants : users)
        .get(
            account,
            _ ->
                Bucket.builder()
                    .withCustomTimePrecision(clock)
                    .addLimit(Buckets.perMinute(perMinute))
                    .build());
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
