package dev.firstword.adapters.redis;

import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
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
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.tracing.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one Redis server. They are opened on first use and reconnect in the background.
 * While Redis is down, commands fail immediately instead of waiting.
 */
final class RedisConnections implements AutoCloseable {

  /** The timeout of all commands; every user of Redis can work without it. */
  static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration RECONNECT_DELAY = Duration.ofMillis(500);
  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  private final ClientResources resources;
  private final RedisClient client;
  private final Object connectLock = new Object();
  private volatile @Nullable StatefulRedisConnection<String, byte[]> commands;
  private volatile boolean closed;
  private final TaskScheduler scheduler;
  private final Clock clock;
  private final List<BackgroundTask> subscriptions = new CopyOnWriteArrayList<>();
  private long lastAttemptNanos;

  /**
   * Creates connections to Redis, which may still be down.
   *
   * @param listener receives traced commands; may be absent
   */
  RedisConnections(
      String address, @Nullable RedisCommandListener listener, TaskScheduler scheduler) {
    this.scheduler = scheduler;
    clock = scheduler.clock();
    lastAttemptNanos = clock.nanoTime() - RECONNECT_DELAY.toNanos();
    RedisURI uri = RedisURI.create(address);
    uri.setTimeout(COMMAND_TIMEOUT);
    uri.setClientName("firstword");
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(Delay.constant(RECONNECT_DELAY))
            .tracing(listener == null ? Tracing.disabled() : new RedisTracing(listener, clock))
            .build();
    client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(true)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(
                SocketOptions.builder().connectTimeout(COMMAND_TIMEOUT).keepAlive(true).build())
            .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
            .build());
  }

  /**
   * The connection for non-blocking commands.
   *
   * @throws RedisException if Redis is down
   */
  StatefulRedisConnection<String, byte[]> commands() {
    StatefulRedisConnection<String, byte[]> known = commands;
    return known != null ? known : connect();
  }

  private StatefulRedisConnection<String, byte[]> connect() {
    synchronized (connectLock) {
      StatefulRedisConnection<String, byte[]> existing = commands;
      if (existing != null) {
        return existing;
      }
      long now = clock.nanoTime();
      if (closed || now - lastAttemptNanos < RECONNECT_DELAY.toNanos()) {
        throw new RedisException("not connected");
      }
      try {
        StatefulRedisConnection<String, byte[]> connection = client.connect(CODEC);
        commands = connection;
        return connection;
      } catch (RedisException e) {
        lastAttemptNanos = clock.nanoTime();
        throw e;
      }
    }
  }

  /** A subscription to a channel, which is renewed whenever the connection is. */
  static final class Subscription {
    private volatile @Nullable StatefulRedisPubSubConnection<String, byte[]> connection;

    /** Whether messages arrive, as far as is known. */
    boolean isOpen() {
      StatefulRedisPubSubConnection<String, byte[]> known = connection;
      return known != null && known.isOpen();
    }
  }

  /**
   * Subscribes to a channel in the background, retrying until Redis is up.
   *
   * @param listener called on a thread that must not be blocked
   */
  Subscription subscribe(String subscribed, Consumer<byte[]> listener) {
    Subscription subscription = new Subscription();
    subscriptions.add(
        retryUntilConnected(
            "redis-listen",
            () -> {
              StatefulRedisPubSubConnection<String, byte[]> connection =
                  client.connectPubSub(CODEC);
              connection.addListener(
                  new RedisPubSubAdapter<>() {
                    @Override
                    public void message(String channel, byte[] message) {
                      listener.accept(message);
                    }
                  });
              connection.sync().subscribe(subscribed);
              subscription.connection = connection;
            }));
    return subscription;
  }

  /** Starts a task that connects, and retries until Redis is up. */
  BackgroundTask retryUntilConnected(String name, Runnable connect) {
    return scheduler.start(
        TaskOptions.of(name, "Redis is down, trying again").retryingEvery(RECONNECT_DELAY),
        () -> {
          connect.run();
          return NextRun.NEVER;
        });
  }

  /** The clock that bounds commands. */
  Clock clock() {
    return clock;
  }

  @Override
  public void close() {
    closed = true;
    subscriptions.forEach(task -> task.cancel(Duration.ZERO));
    client.shutdown(Duration.ZERO, COMMAND_TIMEOUT);
    var _ = resources.shutdown(0, COMMAND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
