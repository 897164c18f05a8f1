package dev.firstword.identity.limit;

import dev.firstword.identity.Caller;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Token buckets by user and tenant, for turns and for tokens. */
public final class BucketRateLimits implements RateLimits {

  private static final List<Meter> TOKENS = List.of(Meter.USER_TOKENS, Meter.TENANT_TOKENS);

  private final Map<Meter, Integer> perMinute = new EnumMap<>(Meter.class);
  private final Buckets buckets;

  private BucketRateLimits(Allowance user, Allowance tenant, Buckets buckets) {
    this.buckets = buckets;
    put(Meter.USER_TURNS, user.turnsPerMinute());
    put(Meter.USER_TOKENS, user.tokensPerMinute());
    put(Meter.TENANT_TURNS, tenant.turnsPerMinute());
    put(Meter.TENANT_TOKENS, tenant.tokensPerMinute());
  }

  private void put(Meter meter, @Nullable Integer limit) {
    if (limit != null) {
      perMinute.put(meter, limit);
    }
  }

  /** Limits that count in those buckets; none at all where nothing is limited. */
  public static RateLimits of(Allowance user, Allowance tenant, Buckets buckets) {
    BucketRateLimits limits = new BucketRateLimits(user, tenant, buckets);
    return limits.perMinute.isEmpty() ? UNLIMITED : limits;
  }

  @Override
  public void admit(Caller caller) {
    // Debts first: looking at them costs nobody anything.
    for (Meter meter : TOKENS) {
      bucket(meter, caller).ifPresent(BucketRateLimits::requireNoDebt);
    }
    Optional<Bucket> user = bucket(Meter.USER_TURNS, caller);
    user.ifPresent(BucketRateLimits::takeOne);
    try {
      bucket(Meter.TENANT_TURNS, caller).ifPresent(BucketRateLimits::takeOne);
    } catch (RefusedException e) {
      user.ifPresent(bucket -> bucket.addTokens(1));
      throw e;
    }
  }

  @Override
  public void giveBack(Caller caller) {
    bucket(Meter.USER_TURNS, caller).ifPresent(bucket -> bucket.addTokens(1));
    bucket(Meter.TENANT_TURNS, caller).ifPresent(bucket -> bucket.addTokens(1));
  }

  @Override
  public void spend(Caller caller, long tokens) {
    if (tokens <= 0) {
      return;
    }
    for (Meter meter : TOKENS) {
      bucket(meter, caller).ifPresent(bucket -> bucket.consumeIgnoringRateLimits(tokens));
    }
  }

  private Optional<Bucket> bucket(Meter meter, Caller caller) {
    return Optional.ofNullable(perMinute.get(meter))
        .map(limit -> buckets.bucket(meter.account(caller), limit));
  }

  private static void requireNoDebt(Bucket bucket) {
    EstimationProbe probe = bucket.estimateAbilityToConsume(1);
    if (!probe.canBeConsumed()) {
      throw tooMuch(probe.getNanosToWaitForRefill());
    }
  }

  private static void takeOne(Bucket bucket) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw tooMuch(probe.getNanosToWaitForRefill());
    }
  }

  private static RefusedException tooMuch(long nanosToWait) {
    // Whoever comes back at the full second must find that it is over.
    return new RefusedException(
        Problem.rateLimited(Duration.ofSeconds(Duration.ofNanos(nanosToWait).toSeconds() + 1)));
  }
}
