package dev.firstword.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.protocol.CurrentTrace;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Vectors that nodes share, in a real Redis that comes and goes. */
@SuppressWarnings("NullAway.Init") // set before each test
final class RedisSharedVectorsTest {

  private static final float[] VECTOR = {0.6f, -0.8f};

  private RealRedis redis;
  private RedisSharedVectors here;
  private RedisSharedVectors there;

  @BeforeEach
  void start() {
    redis = new RealRedis();
    here = RedisSharedVectors.connect(redis.address(), null);
    there = RedisSharedVectors.connect(redis.address(), null);
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
    redis.close();
  }

  @Test
  void whatOneNodeKeepsAnotherFinds() {
    awaitFoundThere("key");

    assertThat(there.find("key")).isEqualTo(VECTOR);
    assertThat(there.find("another")).isNull();
  }

  @Test
  void whileRedisIsAwayNothingIsFoundAndNothingFails() {
    awaitFoundThere("key");

    redis.stop();

    Awaitility.await().until(() -> here.find("key") == null);
    here.keep("key", VECTOR);
    assertThat(here.find("key")).isNull();
    redis.start();
    awaitFoundThere("key");
  }

  @Test
  void eachCommandBelongsToTheTraceItWasSentFor() {
    String turn = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    String unsampled = turn.replace("-01", "-00");
    List<String> told = new CopyOnWriteArrayList<>();
    try (RedisSharedVectors watched =
        RedisSharedVectors.connect(
            redis.address(),
            (call, command, _, took, failed) ->
                told.add(
                    call.traceId()
                        + " "
                        + call.parentId()
                        + " "
                        + command
                        + " "
                        + failed
                        + (took.isPositive() ? "" : " at once")))) {
      Awaitility.await()
          .until(() -> {
            watched.keep("key", VECTOR);
            return watched.find("key") != null;
          });
      assertThat(told).isEmpty();

      CurrentTrace.within(unsampled, () -> watched.find("key"));
      CurrentTrace.within(turn, () -> watched.find("key"));

      Awaitility.await().until(() -> !told.isEmpty());
      assertThat(told)
          .containsExactly("4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7 GET false");
    }
  }

  @Test
  void needsNoRedisToBegin() {
    redis.stop();
    try (RedisSharedVectors early = RedisSharedVectors.connect(redis.address(), null)) {
      assertThat(early.find("key")).isNull();
      early.keep("key", VECTOR);

      redis.start();

      Awaitility.await()
          .until(() -> {
            early.keep("key", VECTOR);
            return early.find("key") != null;
          });
    }
  }

  private void awaitFoundThere(String key) {
    Awaitility.await()
        .until(() -> {
          here.keep(key, VECTOR);
          return there.find(key) != null;
        });
  }
}
