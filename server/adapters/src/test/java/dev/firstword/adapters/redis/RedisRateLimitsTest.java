package dev.firstword.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.identity.limit.Quota;
import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.time.ManualClock;
import dev.firstword.relay.time.TaskScheduler;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes that share a real Redis server. */
final class RedisRateLimitsTest {

  private static final Caller ADA = new Caller("acme", "ada");

  private final ManualClock clock = new ManualClock();
  private final List<AutoCloseable> closeables = new ArrayList<>();
  private final RedisTestServer redis = new RedisTestServer();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : closeables.reversed()) {
      one.close();
    }
    redis.close();
  }

  @Test
  void nodesShareTheirCounts() {
    RateLimiter first = connectedNode(new Quota(3, null));
    RateLimiter second = connectedNode(new Quota(3, null));

    first.acquireTurn(ADA);
    second.acquireTurn(ADA);
    first.acquireTurn(ADA);

    assertThat(ThrownProblem.of(() -> second.acquireTurn(ADA)).status()).isEqualTo(429);
    assertThat(ThrownProblem.of(() -> first.acquireTurn(ADA)).status()).isEqualTo(429);
    first.acquireTurn(new Caller("acme", "bob"));
    second.refundTurn(ADA);
    first.acquireTurn(ADA);
  }

  @Test
  void nodesShareDebt() {
    RateLimiter first = connectedNode(new Quota(null, 1000));
    RateLimiter second = connectedNode(new Quota(null, 1000));
    first.acquireTurn(ADA);

    first.chargeTokens(ADA, 3000);

    assertThat(ThrownProblem.of(() -> second.acquireTurn(ADA)).retryAfter())
        .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(122));
  }

  @Test
  void keepsAccountsWithColonsApart() {
    RateLimiter limits = connectedNode(new Quota(1, null));

    limits.acquireTurn(new Caller("a:b", "c"));
    limits.acquireTurn(new Caller("a", "b:c"));

    assertThat(ThrownProblem.of(() -> limits.acquireTurn(new Caller("a", "b:c"))).status())
        .isEqualTo(429);
  }

  @Test
  void concurrentRequestsNeverExceedTheLimit() throws Exception {
    List<RateLimiter> nodes =
        List.of(connectedNode(new Quota(20, null)), connectedNode(new Quota(20, null)));
    int admitted = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        RateLimiter node = nodes.get(i % 2);
        all.add(threads.submit(() -> isAdmitted(node)));
      }
      for (Future<Boolean> one : all) {
        admitted += one.get() ? 1 : 0;
      }
    }

    assertThat(admitted).isEqualTo(20);
  }

  @Test
  void nodesCountLocallyWhileRedisIsDown() {
    RateLimiter first = connectedNode(new Quota(2, null));
    RateLimiter second = connectedNode(new Quota(2, null));
    first.acquireTurn(ADA);
    second.acquireTurn(ADA);

    redis.stop();

    first.acquireTurn(ADA);
    first.acquireTurn(ADA);
    assertThat(ThrownProblem.of(() -> first.acquireTurn(ADA)).status()).isEqualTo(429);
    second.acquireTurn(ADA);
  }

  @Test
  void startsWithoutRedisAndConnectsLater() {
    redis.stop();
    RateLimiter limits = connect(new Quota(1, null));
    limits.acquireTurn(ADA);
    assertThat(ThrownProblem.of(() -> limits.acquireTurn(ADA)).status()).isEqualTo(429);

    redis.start();

    awaitCountingInRedis(limits, ADA);
    assertThat(ThrownProblem.of(() -> connectedNode(new Quota(1, null)).acquireTurn(ADA)).status())
        .isEqualTo(429);
  }

  private static boolean isAdmitted(RateLimiter limits) {
    return isAdmitted(limits, ADA);
  }

  private static boolean isAdmitted(RateLimiter limits, Caller caller) {
    try {
      limits.acquireTurn(caller);
      return true;
    } catch (ProblemException _) {
      return false;
    }
  }

  /** A node that is connected to Redis. */
  private RateLimiter connectedNode(Quota user) {
    RateLimiter limits = connect(user);
    awaitCountingInRedis(limits, new Caller("nobody", "node-" + closeables.size()));
    return limits;
  }

  private RateLimiter connect(Quota user) {
    RedisRateLimits.SharedLimits shared =
        RedisRateLimits.connect(
            redis.address(), user, Quota.UNLIMITED, clock, null, TaskScheduler.system());
    closeables.add(shared.connection());
    return shared.limits();
  }

  /** Reconnecting uses its own clock, so the test can only poll for it. */
  private void awaitCountingInRedis(RateLimiter limits, Caller caller) {
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
