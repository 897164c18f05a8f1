package dev.firstword.adapters.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a Redis server shows that is read from and written to, and left as it was.
 *
 * @param version such as {@code 7.2.4}
 * @param time the time of its clock
 */
public record RedisProbe(String version, Instant time) {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration KEY_TTL = Duration.ofSeconds(10);
  private static final String VERSION_FIELD = "redis_version:";

  /**
   * Connects to a server, and writes, reads and deletes a key.
   *
   * @throws IOException if that fails, with a message that has no password
   */
  public static RedisProbe of(String address) throws IOException {
    RedisURI uri = RedisURI.create(address);
    uri.setTimeout(TIMEOUT);
    RedisClient client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
            .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
            .build());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> redis = connection.sync();
      String key = "firstword:check:" + UUID.randomUUID();
      redis.set(key, "1", SetArgs.Builder.px(KEY_TTL));
      if (!"1".equals(redis.get(key))) {
        throw new RedisException("a value that was written could not be read");
      }
      redis.del(key);
      return new RedisProbe(version(redis.info("server")), time(redis.time()));
    } catch (RedisException e) {
      throw new IOException(describe(e), e);
    } finally {
      client.shutdown(Duration.ZERO, TIMEOUT);
    }
  }

  /** The message of a failed connection repeats the address, which may have a password. */
  private static String describe(RedisException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return failure instanceof RedisConnectionException && cause.equals(failure)
        ? "the connection failed"
        : String.valueOf(cause.getMessage());
  }

  private static String version(String info) {
    return info.lines()
        .filter(line -> line.startsWith(VERSION_FIELD))
        .map(line -> line.substring(VERSION_FIELD.length()).strip())
        .findFirst()
        .orElse("");
  }

  /** Redis tells seconds and microseconds. */
  private static Instant time(List<String> parts) {
    return Instant.ofEpochSecond(
        Long.parseLong(parts.get(0)), Long.parseLong(parts.get(1)) * 1_000);
  }
}
