package dev.firstword.core.identity.limit;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rate limits turns and tokens with a token bucket per user and per tenant. */
public final class TokenBucketRateLimiter implements RateLimiter {

  private static final List<Meter> USER_METERS = List.of(Meter.USER_TURNS, Meter.USER_TOKENS);
  private static final List<Meter> TOKENS = List.of(Meter.USER_TOKENS, Meter.TENANT_TOKENS);

  private final Map<Meter, Integer> perMinute = new EnumMap<>(Meter.class);
  private final BucketStore buckets;

  private TokenBucketRateLimiter(Quota user, Quota tenant, BucketStore buckets) {
    this.buckets = buckets;
    setLimit(Meter.USER_TURNS, user.turnsPerMinute());
    setLimit(Meter.USER_TOKENS, user.tokensPerMinute());
    setLimit(Meter.TENANT_TURNS, tenant.turnsPerMinute());
    setLimit(Meter.TENANT_TOKENS, tenant.tokensPerMinute());
  }

  private void setLimit(Meter meter, @Nullable Integer limit) {
    if (limit != null) {
      perMinute.put(meter, limit);
    }
  }

  /** Returns a limiter over these buckets; {@link RateLimiter#UNLIMITED} if nothing is limited. */
  public static RateLimiter of(Quota user, Quota tenant, BucketStore buckets) {
    TokenBucketRateLimiter limits = new TokenBucketRateLimiter(user, tenant, buckets);
    return limits.perMinute.isEmpty() ? UNLIMITED : limits;
  }

  @Override
  public void acquireTurn(Caller caller) {
    // Check debts first because that charges nothing.
    for (Meter meter : TOKENS) {
      bucket(meter, caller).ifPresent(TokenBucketRateLimiter::requireNoDebt);
    }
    Optional<Bucket> user = bucket(Meter.USER_TURNS, caller);
    user.ifPresent(TokenBucketRateLimiter::takeOne);
    try {
      bucket(Meter.TENANT_TURNS, caller).ifPresent(TokenBucketRateLimiter::takeOne);
    } catch (ProblemException e) {
      user.ifPresent(bucket -> bucket.addTokens(1));
      throw e;
    }
  }

  @Override
  public void refundTurn(Caller caller) {
    bucket(Meter.USER_TURNS, caller).ifPresent(bucket -> bucket.addTokens(1));
    bucket(Meter.TENANT_TURNS, caller).ifPresent(bucket -> bucket.addTokens(1));
  }

  @Override
  public void chargeTokens(Caller caller, long tokens) {
    if (tokens <= 0) {
      return;
    }
    for (Meter meter : TOKENS) {
      bucket(meter, caller).ifPresent(bucket -> bucket.consumeIgnoringRateLimits(tokens));
    }
  }

  @Override
  public void forget(Caller caller) {
    for (Meter meter : USER_METERS) {
      Integer limit = perMinute.get(meter);
      if (limit != null) {
        buckets.remove(meter.keyFor(caller), limit);
      }
    }
  }

  private Optional<Bucket> bucket(Meter meter, Caller caller) {
    return Optional.ofNullable(perMinute.get(meter))
        .map(limit -> buckets.bucket(meter.keyFor(caller), limit));
  }

  private static void requireNoDebt(Bucket bucket) {
    EstimationProbe probe = bucket.estimateAbilityToConsume(1);
    if (!probe.canBeConsumed()) {
      throw rateLimited(probe.getNanosToWaitForRefill());
    }
  }

  private static void takeOne(Bucket bucket) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw rateLimited(probe.getNanosToWaitForRefill());
    }
  }

  private static ProblemException rateLimited(long nanosToWait) {
    // Rounded up, so that a caller that waits this long is admitted.
    return new ProblemException(
        Problem.rateLimited(Duration.ofSeconds(Duration.ofNanos(nanosToWait).toSeconds() + 1)));
  }
}
