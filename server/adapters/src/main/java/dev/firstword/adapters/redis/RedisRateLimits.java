package dev.firstword.adapters.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.core.identity.limit.BucketStore;
import dev.firstword.core.identity.limit.FallbackRateLimiter;
import dev.firstword.core.identity.limit.InMemoryBucketStore;
import dev.firstword.core.identity.limit.Meter.BucketKey;
import dev.firstword.core.identity.limit.Quota;
import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.identity.limit.TokenBucketRateLimiter;
import dev.firstword.relay.time.TaskScheduler;
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
 * Rate limits whose counters are shared by all nodes through Redis. They refill by the nodes' wall
 * clocks, which must agree to within about a second.
 */
public final class RedisRateLimits implements BucketStore, AutoCloseable {

  /** The longest that a turn waits for its counters. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(1);

  /** A full bucket carries no information and may expire; so may debt after this time. */
  private static final Duration IDLE_TTL = Duration.ofHours(1);

  private static final int MAX_CACHED_BUCKETS = 20_000;

  private static final String KEY_PREFIX = "firstword:limit:";

  private final RedisConnections connections;
  private final Cache<String, Bucket> cachedBuckets =
      Caffeine.newBuilder().maximumSize(MAX_CACHED_BUCKETS).expireAfterAccess(IDLE_TTL).build();
  private volatile @Nullable LettuceBasedProxyManager<String> proxyManager;

  private RedisRateLimits(RedisConnections connections) {
    this.connections = connections;
  }

  /**
   * Creates rate limits over Redis, with fallback to this node's own counters while Redis is down.
   * Redis may still be down when this is called.
   *
   * @param address such as {@code redis://user:password@host:6379/0}
   * @param nanoTime the clock by which this node's own counters refill
   * @param listener receives traced commands; may be absent
   */
  public static SharedLimits connect(
      String address,
      Quota user,
      Quota tenant,
      LongSupplier nanoTime,
      @Nullable RedisCommandListener listener,
      TaskScheduler scheduler) {
    RedisRateLimits shared =
        new RedisRateLimits(new RedisConnections(address, listener, scheduler));
    RateLimiter local = TokenBucketRateLimiter.of(user, tenant, new InMemoryBucketStore(nanoTime));
    RateLimiter limits =
        local.equals(RateLimiter.UNLIMITED)
            ? local
            : new FallbackRateLimiter(
                TokenBucketRateLimiter.of(user, tenant, shared), local, nanoTime);
    return new SharedLimits(limits, shared);
  }

  /** The limits, and the connection to close after use. */
  public record SharedLimits(RateLimiter limits, RedisRateLimits connection) {}

  @Override
  public Bucket bucket(BucketKey account, int perMinute) {
    LettuceBasedProxyManager<String> redis = proxyManager();
    return cachedBuckets.get(key(account, perMinute), key -> bucket(redis, key, perMinute));
  }

  @Override
  public void remove(BucketKey account, int perMinute) {
    String key = key(account, perMinute);
    cachedBuckets.invalidate(key);
    proxyManager().removeProxy(key);
  }

  /**
   * Counters are updated by compare-and-swap, so concurrent updates of one counter must retry.
   * Updates from one node are batched, so that only nodes compete in Redis.
   */
  private static Bucket bucket(
      LettuceBasedProxyManager<String> buckets, String key, int perMinute) {
    return buckets
        .builder()
        .withOptimization(Optimizations.batching())
        .build(
            key,
            () -> BucketConfiguration.builder().addLimit(BucketStore.perMinute(perMinute)).build());
  }

  /** Contains the limit: a changed limit starts a new counter, so that all nodes agree on it. */
  private static String key(BucketKey account, int perMinute) {
    return KEY_PREFIX
        + account.meter().name().toLowerCase(Locale.ROOT)
        + ":"
        + perMinute
        + ":"
        + encode(account.tenant())
        + ":"
        + encode(account.user());
  }

  /** Names may contain anything; encoding removes colons, so no two accounts share a key. */
  private static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  /** Connects on first use: Redis may be down when the server starts. */
  private LettuceBasedProxyManager<String> proxyManager() {
    LettuceBasedProxyManager<String> known = proxyManager;
    if (known != null) {
      return known;
    }
    // Two threads may both create one over the same connection; either one works.
    LettuceBasedProxyManager<String> made =
        Bucket4jLettuce.casBasedBuilder(connections.commands())
            .requestTimeout(REQUEST_TIMEOUT)
            .expirationAfterWrite(
                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(IDLE_TTL))
            .build();
    proxyManager = made;
    return made;
  }

  @Override
  public void close() {
    connections.close();
  }
}
