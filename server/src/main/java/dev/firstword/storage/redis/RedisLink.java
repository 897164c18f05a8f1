package dev.firstword.storage.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.tracing.Tracing;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to one Redis: made when they are first needed, mended in the background. While Redis
 * is away commands fail at once instead of waiting for it.
 */
final class RedisLink implements AutoCloseable {

  /** Nobody waits longer than this for Redis; everybody can do without it. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private static final Duration CONNECT_AGAIN = Duration.ofMillis(500);
  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

  private final ClientResources resources;
  private final RedisClient client;
  private final Object connecting = new Object();
  private volatile @Nullable StatefulRedisConnection<String, byte[]> commands;
  private volatile @Nullable StatefulRedisConnection<String, byte[]> waiting;
  private volatile boolean closed;
  private long triedNanos = System.nanoTime() - CONNECT_AGAIN.toNanos();

  RedisLink(String address) {
    this(address, null);
  }

  /**
   * A link to that Redis, which need not be there yet.
   *
   * @param calls hears of commands; absent: nobody does
   */
  RedisLink(String address, @Nullable RedisCalls calls) {
    RedisURI uri = RedisURI.create(address);
    uri.setTimeout(LONGEST_WAIT);
    uri.setClientName("firstword");
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(Delay.constant(CONNECT_AGAIN))
            .tracing(calls == null ? Tracing.disabled() : new RedisTracing(calls))
            .build();
    client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(true)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(
                SocketOptions.builder().connectTimeout(LONGEST_WAIT).keepAlive(true).build())
            .timeoutOptions(TimeoutOptions.enabled(LONGEST_WAIT))
            .build());
  }

  /**
   * The connection for commands that are answered at once.
   *
   * @throws RedisException when Redis is away
   */
  StatefulRedisConnection<String, byte[]> commands() {
    StatefulRedisConnection<String, byte[]> known = commands;
    return known != null ? known : connect(() -> commands, made -> commands = made);
  }

  /**
   * The connection for commands that wait; for one thread at a time.
   *
   * @throws RedisException when Redis is away
   */
  StatefulRedisConnection<String, byte[]> waiting() {
    StatefulRedisConnection<String, byte[]> known = waiting;
    return known != null ? known : connect(() -> waiting, made -> waiting = made);
  }

  private StatefulRedisConnection<String, byte[]> connect(
      java.util.function.Supplier<@Nullable StatefulRedisConnection<String, byte[]>> known,
      Consumer<StatefulRedisConnection<String, byte[]>> keep) {
    synchronized (connecting) {
      StatefulRedisConnection<String, byte[]> meanwhile = known.get();
      if (meanwhile != null) {
        return meanwhile;
      }
      long now = System.nanoTime();
      if (closed || now - triedNanos < CONNECT_AGAIN.toNanos()) {
        throw new RedisException("not connected");
      }
      try {
        StatefulRedisConnection<String, byte[]> made = client.connect(CODEC);
        keep.accept(made);
        return made;
      } catch (RedisException e) {
        triedNanos = System.nanoTime();
        throw e;
      }
    }
  }

  /** Prepares a connection that hears of channels, as soon as Redis is there. */
  void listen(Consumer<StatefulRedisPubSubConnection<String, String>> prepare) {
    Thread.ofVirtual()
        .name("redis-listen")
        .start(() -> {
          boolean told = false;
          while (!closed) {
            try {
              prepare.accept(client.connectPubSub());
              return;
            } catch (RedisException e) {
              if (!told) {
                log.warn("Redis is away, trying again: {}", e.toString());
                told = true;
              }
            }
            if (!pause()) {
              return;
            }
          }
        });
  }

  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(CONNECT_AGAIN.toMillis());
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    client.shutdown(Duration.ZERO, LONGEST_WAIT);
    var _ = resources.shutdown(0, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
