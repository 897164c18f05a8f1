package dev.firstword.adapters.redis;

import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.TaskScheduler;
import dev.firstword.retrieval.SharedEmbeddingCache;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A cache of question embeddings in Redis, shared by all nodes. Lookups may miss at any time. */
public final class RedisEmbeddingCache implements SharedEmbeddingCache, AutoCloseable {

  /** Shorter than a call of a model; Redis almost never takes longer. */
  private static final Duration FIND_TIMEOUT = Duration.ofMillis(20);

  private static final Duration TTL = Duration.ofHours(1);
  private static final int MAX_VECTOR_BYTES = 16_384 * Float.BYTES;
  private static final int SCAN_SIZE = 1_000;
  private static final String KEY_PREFIX = "firstword:vector:";

  private final RedisConnections connections;
  private final BackgroundTask connecting;
  private volatile @Nullable StatefulRedisConnection<String, byte[]> connection;

  private RedisEmbeddingCache(RedisConnections connections) {
    this.connections = connections;
    connecting =
        connections.retryUntilConnected("redis-vectors", () -> connection = connections.commands());
  }

  /**
   * Creates a cache in Redis, which may still be down.
   *
   * @param address such as {@code redis://user:password@host:6379/0}
   * @param listener receives traced commands; may be absent
   */
  public static RedisEmbeddingCache connect(
      String address, @Nullable RedisCommandListener listener, TaskScheduler scheduler) {
    return new RedisEmbeddingCache(new RedisConnections(address, listener, scheduler));
  }

  @Override
  public float @Nullable [] find(String key) {
    StatefulRedisConnection<String, byte[]> redis = connection;
    if (redis == null) {
      return null;
    }
    try {
      return vector(
          redis.async().get(KEY_PREFIX + key).get(FIND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
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
        || bytes.length > MAX_VECTOR_BYTES
        || bytes.length % Float.BYTES != 0) {
      return null;
    }
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }

  @Override
  public void put(String key, float[] vector) {
    StatefulRedisConnection<String, byte[]> redis = connection;
    if (redis == null) {
      return;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    try {
      // Not awaited; Lettuce times out by itself if Redis does not respond.
      var _ = redis.async().set(KEY_PREFIX + key, bytes.array(), SetArgs.Builder.px(TTL));
    } catch (RedisException _) {
      // The question is embedded again next time.
    }
  }

  /** Looks at all keys of Redis, a thousand at a time. */
  @Override
  public void removeAll(String keyPrefix) {
    RedisCommands<String, byte[]> redis = connections.commands().sync();
    ScanArgs arguments = ScanArgs.Builder.matches(KEY_PREFIX + keyPrefix + "*").limit(SCAN_SIZE);
    KeyScanCursor<String> cursor = redis.scan(arguments);
    while (true) {
      if (!cursor.getKeys().isEmpty()) {
        redis.unlink(cursor.getKeys().toArray(new String[0]));
      }
      if (cursor.isFinished()) {
        return;
      }
      cursor = redis.scan(cursor, arguments);
    }
  }

  @Override
  public void close() {
    connecting.cancel(Duration.ZERO);
    connections.close();
  }
}
