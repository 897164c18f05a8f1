package dev.firstword.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.identity.Caller;
import dev.firstword.identity.ManualClock;
import dev.firstword.identity.Refusals;
import dev.firstword.identity.limit.Allowance;
import dev.firstword.identity.limit.RateLimits;
import dev.firstword.protocol.RefusedException;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes with one real Redis between them. */
final class RedisRateLimitsTest {

  private static final Caller ADA = new Caller("acme", "ada");

  private final ManualClock clock = new ManualClock();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final RealRedis redis = new RealRedis();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    redis.close();
  }

  @Test
  void nodesShareTheirCounts() {
    RateLimits first = node(new Allowance(3, null));
    RateLimits second = node(new Allowance(3, null));

    first.admit(ADA);
    second.admit(ADA);
    first.admit(ADA);

    assertThat(Refusals.of(() -> second.admit(ADA)).status()).isEqualTo(429);
    assertThat(Refusals.of(() -> first.admit(ADA)).status()).isEqualTo(429);
    first.admit(new Caller("acme", "bob"));
    second.giveBack(ADA);
    first.admit(ADA);
  }

  @Test
  void nodesShareWhatSomebodyOwes() {
    RateLimits first = node(new Allowance(null, 1000));
    RateLimits second = node(new Allowance(null, 1000));
    first.admit(ADA);

    first.spend(ADA, 3000);

    assertThat(Refusals.of(() -> second.admit(ADA)).retryAfter())
        .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(122));
  }

  @Test
  void namesWithColonsAreNoOneElses() {
    RateLimits limits = node(new Allowance(1, null));

    limits.admit(new Caller("a:b", "c"));
    limits.admit(new Caller("a", "b:c"));

    assertThat(Refusals.of(() -> limits.admit(new Caller("a", "b:c"))).status()).isEqualTo(429);
  }

  @Test
  void ofManyAtOnceOnBothAdmitsExactlyAsManyAsItMay() throws Exception {
    List<RateLimits> nodes = List.of(node(new Allowance(20, null)), node(new Allowance(20, null)));
    int admitted = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        RateLimits node = nodes.get(i % 2);
        all.add(threads.submit(() -> isAdmitted(node)));
      }
      for (Future<Boolean> one : all) {
        admitted += one.get() ? 1 : 0;
      }
    }

    assertThat(admitted).isEqualTo(20);
  }

  @Test
  void eachNodeCountsByItselfWhileRedisIsAway() {
    RateLimits first = node(new Allowance(2, null));
    RateLimits second = node(new Allowance(2, null));
    first.admit(ADA);
    second.admit(ADA);

    redis.stop();

    first.admit(ADA);
    first.admit(ADA);
    assertThat(Refusals.of(() -> first.admit(ADA)).status()).isEqualTo(429);
    second.admit(ADA);
  }

  @Test
  void startsWhileRedisIsAwayAndFindsItLater() {
    redis.stop();
    RateLimits limits = connect(new Allowance(1, null));
    limits.admit(ADA);
    assertThat(Refusals.of(() -> limits.admit(ADA)).status()).isEqualTo(429);

    redis.start();

    awaitCountingIn(limits, ADA);
    assertThat(Refusals.of(() -> node(new Allowance(1, null)).admit(ADA)).status()).isEqualTo(429);
  }

  private static boolean isAdmitted(RateLimits limits) {
    return isAdmitted(limits, ADA);
  }

  private static boolean isAdmitted(RateLimits limits, Caller caller) {
    try {
      limits.admit(caller);
      return true;
    } catch (RefusedException _) {
      return false;
    }
  }

  /** A node that has found Redis. */
  private RateLimits node(Allowance user) {
    RateLimits limits = connect(user);
    awaitCountingIn(limits, new Caller("nobody", "node-" + open.size()));
    return limits;
  }

  private RateLimits connect(Allowance user) {
    RedisRateLimits.Shared shared =
        RedisRateLimits.connect(redis.address(), user, Allowance.UNLIMITED, clock, null);
    open.add(shared.connection());
    return shared.limits();
  }

  /** It is looked for by the link's own clock: from outside that can only be watched. */
  private void awaitCountingIn(RateLimits limits, Caller caller) {
    long before = countsInRedis();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          clock.advance(Duration.ofSeconds(5));
          isAdmitted(limits, caller);
          return countsInRedis() > before;
        });
  }

  private long countsInRedis() {
    try (RedisClient client = RedisClient.create(redis.address())) {
      return client.connect().sync().dbsize();
    }
  }
}
