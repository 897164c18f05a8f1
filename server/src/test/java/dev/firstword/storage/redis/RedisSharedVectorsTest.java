package dev.firstword.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

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
    here = RedisSharedVectors.connect(redis.address());
    there = RedisSharedVectors.connect(redis.address());
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
  void needsNoRedisToBegin() {
    redis.stop();
    try (RedisSharedVectors early = RedisSharedVectors.connect(redis.address())) {
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
