package dev.firstword.storage.redis;

import dev.firstword.retrieval.SharedVectors;
import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Vectors of questions that all nodes share, in Redis. Whoever asks can do without it. */
public final class RedisSharedVectors implements SharedVectors, AutoCloseable {

  /** Asking a model takes longer than this; asking Redis almost never does. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(20);

  private static final Duration KEPT = Duration.ofHours(1);
  private static final int LARGEST = 16_384 * Float.BYTES;
  private static final String PREFIX = "firstword:vector:";

  private final RedisLink link;
  private final AtomicBoolean connecting = new AtomicBoolean();
  private volatile @Nullable StatefulRedisConnection<String, byte[]> connection;

  private RedisSharedVectors(RedisLink link) {
    this.link = link;
  }

  /**
   * Vectors in the Redis at that address; it need not be there yet.
   *
   * @param address such as {@code redis://user:password@host:6379/0}
   * @param calls hears of what Redis is asked; absent: nobody does
   */
  public static RedisSharedVectors connect(String address, @Nullable RedisCalls calls) {
    RedisSharedVectors vectors = new RedisSharedVectors(new RedisLink(address, calls));
    var _ = vectors.connected();
    return vectors;
  }

  @Override
  public float @Nullable [] find(String key) {
    StatefulRedisConnection<String, byte[]> redis = connected();
    if (redis == null) {
      return null;
    }
    try {
      return vector(
          redis.async().get(PREFIX + key).get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException | RedisException _) {
      return null;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static float @Nullable [] vector(byte @Nullable [] bytes) {
    if (bytes == null
        || bytes.length == 0
        || bytes.length > LARGEST
        || bytes.length % Float.BYTES != 0) {
      return null;
    }
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }

  @Override
  public void keep(String key, float[] vector) {
    StatefulRedisConnection<String, byte[]> redis = connected();
    if (redis == null) {
      return;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    try {
      // Nobody waits for it; lettuce gives up itself when Redis says nothing.
      var _ = redis.async().set(PREFIX + key, bytes.array(), SetArgs.Builder.px(KEPT));
    } catch (RedisException _) {
      // It is asked for again, then.
    }
  }

  /** The connection if there is one; otherwise one is made meanwhile, which may take long. */
  private @Nullable StatefulRedisConnection<String, byte[]> connected() {
    StatefulRedisConnection<String, byte[]> known = connection;
    if (known == null && connecting.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("redis-vectors")
          .start(() -> {
            try {
              connection = link.commands();
            } catch (RedisException _) {
              // Tried again with the next question.
            } finally {
              connecting.set(false);
            }
          });
    }
    return known;
  }

  @Override
  public void close() {
    link.close();
  }
}
