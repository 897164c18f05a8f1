package dev.firstword.storage.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.identity.limit.Allowance;
import dev.firstword.identity.limit.BucketRateLimits;
import dev.firstword.identity.limit.Buckets;
import dev.firstword.identity.limit.FallbackRateLimits;
import dev.firstword.identity.limit.LocalBuckets;
import dev.firstword.identity.limit.Meter.Account;
import dev.firstword.identity.limit.RateLimits;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.lettuce.cas.LettuceBasedProxyManager;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rate limits whose counts all nodes share, in Redis. They refill by the wall clocks of the nodes,
 * which have to agree to about a second.
 */
public final class RedisRateLimits implements Buckets, AutoCloseable {

  /** A turn waits for its counts no longer than this. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /** A count that is full says nothing, so it may go; so may what somebody owes for so long. */
  private static final Duration LONGEST_IDLE = Duration.ofHours(1);

  private static final int MOST_KEPT = 20_000;

  private static final String PREFIX = "firstword:limit:";

  private final RedisLink link;
  private final Cache<String, Bucket> kept =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterAccess(LONGEST_IDLE).build();
  private volatile @Nullable LettuceBasedProxyManager<String> buckets;

  private RedisRateLimits(RedisLink link) {
    this.link = link;
  }

  /**
   * Limits over the Redis at that address, and over this node's own counts while it is away; it
   * need not be there yet.
   *
   * @param address such as {@code redis://user:password@host:6379/0}
   * @param calls hears of what Redis is asked; absent: nobody does
   */
  public static Shared connect(
      String address,
      Allowance user,
      Allowance tenant,
      LongSupplier nanoTime,
      @Nullable RedisCalls calls) {
    RedisRateLimits counts = new RedisRateLimits(new RedisLink(address, calls));
    RateLimits own = BucketRateLimits.of(user, tenant, new LocalBuckets(nanoTime));
    RateLimits limits =
        own.equals(RateLimits.UNLIMITED)
            ? own
            : new FallbackRateLimits(BucketRateLimits.of(user, tenant, counts), own, nanoTime);
    return new Shared(limits, counts);
  }

  /** The limits, and the connection to close behind them. */
  public record Shared(RateLimits limits, RedisRateLimits connection) {}

  @Override
  public Bucket bucket(Account account, int perMinute) {
    LettuceBasedProxyManager<String> redis = buckets();
    return kept.get(key(account, perMinute), key -> bucket(redis, key, perMinute));
  }

  /**
   * Counts are changed by comparing and swapping, so whoever comes at once for the same one has to
   * try again and again. What comes from one node goes as a batch: only nodes meet in Redis.
   */
  private static Bucket bucket(
      LettuceBasedProxyManager<String> buckets, String key, int perMinute) {
    return buckets
        .builder()
        .withOptimization(Optimizations.batching())
        .build(
            key,
            () -> BucketConfiguration.builder().addLimit(Buckets.perMinute(perMinute)).build());
  }

  /** With the limit in it: one that was changed begins anew, as all nodes have to agree on it. */
  private static String key(Account account, int perMinute) {
    return PREFIX
        + account.meter().name().toLowerCase(Locale.ROOT)
        + ":"
        + perMinute
        + ":"
        + encoded(account.tenant())
        + ":"
        + encoded(account.user());
  }

  /** Names hold what they like; encoded they hold no colon, so no two accounts share a key. */
  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  /** Connects when first needed: Redis may be away when the server starts. */
  private LettuceBasedProxyManager<String> buckets() {
    LettuceBasedProxyManager<String> known = buckets;
    if (known != null) {
      return known;
    }
    // Two threads may both make one, over the link's one connection: either will do.
    LettuceBasedProxyManager<String> made =
        Bucket4jLettuce.casBasedBuilder(link.commands())
            .requestTimeout(LONGEST_WAIT)
            .expirationAfterWrite(
                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(LONGEST_IDLE))
            .build();
    buckets = made;
    return made;
  }

  @Override
  public void close() {
    link.close();
  }
}
