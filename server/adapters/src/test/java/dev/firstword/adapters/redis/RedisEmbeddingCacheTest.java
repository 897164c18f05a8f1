package dev.firstword.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.protocol.CurrentTrace;
import dev.firstword.relay.time.TaskScheduler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A shared cache in a real Redis server that goes down and comes back. */
@SuppressWarnings("NullAway.Init") // set before each test
final class RedisEmbeddingCacheTest {

  private static final float[] VECTOR = {0.6f, -0.8f};

  private RedisTestServer redis;
  private RedisEmbeddingCache here;
  private RedisEmbeddingCache there;

  @BeforeEach
  void start() {
    redis = new RedisTestServer();
    here = RedisEmbeddingCache.connect(redis.address(), null, TaskScheduler.system());
    there = RedisEmbeddingCache.connect(redis.address(), null, TaskScheduler.system());
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
    redis.close();
  }

  @Test
  void nodesShareVectors() {
    awaitFoundThere("key");

    assertThat(there.find("key")).isEqualTo(VECTOR);
    assertThat(there.find("another")).isNull();
  }

  @Test
  void missesWithoutFailingWhileRedisIsDown() {
    awaitFoundThere("key");

    redis.stop();

    Awaitility.await().until(() -> here.find("key") == null);
    here.put("key", VECTOR);
    assertThat(here.find("key")).isNull();
    redis.start();
    awaitFoundThere("key");
  }

  @Test
  void eachCommandBelongsToTheTraceItWasSentFor() {
    String turn = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    String unsampled = turn.replace("-01", "-00");
    List<String> commands = new CopyOnWriteArrayList<>();
    try (RedisEmbeddingCache watched =
        RedisEmbeddingCache.connect(
            redis.address(),
            (call, command, _, took, failed) ->
                commands.add(
                    call.traceId()
                        + " "
                        + call.parentId()
                        + " "
                        + command
                        + " "
                        + failed
                        + (took.isPositive() ? "" : " at once")),
            TaskScheduler.system())) {
      Awaitility.await()
          .until(() -> {
            watched.put("key", VECTOR);
            return watched.find("key") != null;
          });
      assertThat(commands).isEmpty();

      CurrentTrace.callWithin(unsampled, () -> watched.find("key"));
      CurrentTrace.callWithin(turn, () -> watched.find("key"));

      Awaitility.await().until(() -> !commands.isEmpty());
      assertThat(commands)
          .containsExactly("4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7 GET false");
    }
  }

  @Test
  void startsWithoutRedisAndConnectsLater() {
    redis.stop();
    try (RedisEmbeddingCache early =
        RedisEmbeddingCache.connect(redis.address(), null, TaskScheduler.system())) {
      assertThat(early.find("key")).isNull();
      early.put("key", VECTOR);

      redis.start();

      Awaitility.await()
          .until(() -> {
            early.put("key", VECTOR);
            return early.find("key") != null;
          });
    }
  }

  private void awaitFoundThere(String key) {
    Awaitility.await()
        .until(() -> {
          here.put(key, VECTOR);
          return there.find(key) != null;
        });
  }
}
