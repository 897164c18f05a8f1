package dev.firstword.adapters.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.adapters.redis.BusMessages.Announcement;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.TaskScheduler;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bus between nodes, in Redis. A node keeps what its turns have added in one stream, for the
 * node that takes them over. What other nodes have readers for it also publishes, on a channel for
 * each of them. Either way, a message holds the chunks of many turns. Requires Redis 5 or later;
 * used with 6.2 and 7.
 */
public final class RedisTurnBus implements TurnBus {

  private static final String KEY_PREFIX = "firstword:";
  private static final String CANCEL_CHANNEL = KEY_PREFIX + "cancel";
  private static final String INPUTS_CHANNEL = KEY_PREFIX + "inputs";
  private static final String ERASED_CHANNEL = KEY_PREFIX + "erased";
  private static final String READERS_CHANNEL = KEY_PREFIX + "readers";

  /** How many keys one command deletes or finds. */
  private static final int KEY_BATCH = 500;

  /** Longer than it takes to find that a node is dead, even if the store is down for a while. */
  private static final Duration STREAM_TTL = Duration.ofMinutes(10);

  /**
   * How often the stream's expiry is renewed. A node without turns does not renew it, and nobody
   * has to take over anything of it.
   */
  private static final Duration RENEW_TTL_INTERVAL = Duration.ofMinutes(1);

  /**
   * How many messages a stream keeps: those of several seconds, while the store has everything
   * after one.
   */
  private static final int MAX_STREAM_LENGTH = 500;

  private static final String FIELD = "b";
  private static final byte[] ONE = {'1'};

  private final RedisConnections connections;
  private final Clock clock;
  private volatile RedisConnections.@Nullable Subscription chunks;

  /** When the stream's expiry was renewed; used by the one thread that publishes. */
  private long ttlRenewedNanos;

  private boolean hasTtl;

  private RedisTurnBus(RedisConnections connections) {
    this.connections = connections;
    clock = connections.clock();
  }

  /**
   * Creates a bus over Redis, which may still be down.
   *
   * @param address such as {@code redis://user:password@host:6379/0}
   */
  public static RedisTurnBus connect(String address, TaskScheduler scheduler) {
    return new RedisTurnBus(new RedisConnections(address, null, scheduler));
  }

  @Override
  public void publish(String node, List<LogChunk> all, Map<String, List<LogChunk>> byReader) {
    RedisAsyncCommands<String, byte[]> redis = connections.commands().async();
    List<RedisFuture<?>> answers = new ArrayList<>();
    XAddArgs atMost = XAddArgs.Builder.maxlen(MAX_STREAM_LENGTH).approximateTrimming();
    for (byte[] message : BusMessages.ofChunks(all)) {
      answers.add(redis.xadd(streamKey(node), atMost, Map.of(FIELD, message)));
    }
    long now = clock.nanoTime();
    if (!hasTtl || now - ttlRenewedNanos > RENEW_TTL_INTERVAL.toNanos()) {
      answers.add(redis.pexpire(streamKey(node), STREAM_TTL));
      ttlRenewedNanos = now;
      hasTtl = true;
    }
    byReader.forEach((reader, some) ->
        BusMessages.ofChunks(some)
            .forEach(message -> answers.add(redis.publish(chunksChannel(reader), message))));
    try {
      awaitAll(answers);
    } catch (RedisException e) {
      hasTtl = false; // Redis may have lost the stream.
      throw e;
    }
  }

  private void awaitAll(List<RedisFuture<?>> answers) {
    long end = clock.nanoTime() + RedisConnections.COMMAND_TIMEOUT.toNanos();
    answers.forEach(answer -> await(answer, end));
  }

  private void await(RedisFuture<?> answer, long endNanos) {
    try {
      answer.get(Math.max(0, endNanos - clock.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new RedisException(e.getCause());
    } catch (TimeoutException e) {
      throw new RedisException("no answer within " + RedisConnections.COMMAND_TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException("interrupted", e);
    }
  }

  @Override
  public List<LogChunk> newest(String node) {
    List<LogChunk> chunksOfNode = new ArrayList<>();
    for (StreamMessage<String, byte[]> entry :
        connections.commands().sync().xrange(streamKey(node), Range.unbounded())) {
      byte[] message = entry.getBody().get(FIELD);
      if (message != null) {
        chunksOfNode.addAll(BusMessages.chunks(message));
      }
    }
    return chunksOfNode;
  }

  @Override
  public void onChunks(String node, Consumer<List<LogChunk>> listener) {
    chunks =
        connections.subscribe(
            chunksChannel(node), message -> listener.accept(BusMessages.chunks(message)));
  }

  @Override
  public boolean isListening() {
    RedisConnections.Subscription subscription = chunks;
    return subscription != null && subscription.isOpen();
  }

  @Override
  public void requestCancel(String turnId) {
    connections.commands().sync().publish(CANCEL_CHANNEL, turnId.getBytes(US_ASCII));
  }

  @Override
  public void onCancel(Consumer<String> listener) {
    connections.subscribe(
        CANCEL_CHANNEL, message -> listener.accept(new String(message, US_ASCII)));
  }

  @Override
  public void announceInputs() {
    connections.commands().sync().publish(INPUTS_CHANNEL, ONE);
  }

  @Override
  public void onInputs(Runnable listener) {
    connections.subscribe(INPUTS_CHANNEL, _ -> listener.run());
  }

  /**
   * Publishes who reads what, and leaves a key for each turn: a node asks for that before it
   * cancels a turn that nobody seems to read.
   */
  @Override
  public void announceReaders(String node, List<RemoteReader> readers, Duration ttl) {
    RedisAsyncCommands<String, byte[]> redis = connections.commands().async();
    List<RedisFuture<?>> answers = new ArrayList<>(readers.size() + 1);
    for (byte[] message : BusMessages.ofReaders(new Announcement(node, ttl, readers))) {
      answers.add(redis.publish(READERS_CHANNEL, message));
    }
    for (RemoteReader reader : readers) {
      if (reader.isRead()) {
        answers.add(redis.set(followedKey(reader.turnId()), ONE, SetArgs.Builder.px(ttl)));
      }
    }
    awaitAll(answers);
  }

  @Override
  public void onReaders(ReadersListener listener) {
    connections.subscribe(
        READERS_CHANNEL,
        message -> {
          Announcement announced = BusMessages.readers(message);
          listener.onReaders(announced.node(), announced.readers(), announced.ttl());
        });
  }

  /**
   * Empties the streams of all nodes: an entry has text of many turns. A stream keeps its expiry,
   * which its node renews only from time to time.
   */
  @Override
  public void deleteLogs(Collection<String> turnIds) {
    RedisCommands<String, byte[]> redis = connections.commands().sync();
    ScanArgs streams = ScanArgs.Builder.matches(streamKey("*")).limit(KEY_BATCH);
    ScanIterator.scan(redis, streams).forEachRemaining(stream -> redis.xtrim(stream, 0));
    List<String> keys = turnIds.stream().map(RedisTurnBus::followedKey).toList();
    for (int i = 0; i < keys.size(); i += KEY_BATCH) {
      List<String> some = keys.subList(i, Math.min(i + KEY_BATCH, keys.size()));
      redis.unlink(some.toArray(new String[0]));
    }
  }

  @Override
  public void announceErased(Caller caller) {
    String message =
        URLEncoder.encode(caller.tenant(), UTF_8) + " " + URLEncoder.encode(caller.user(), UTF_8);
    connections.commands().sync().publish(ERASED_CHANNEL, message.getBytes(US_ASCII));
  }

  @Override
  public void onErased(Consumer<Caller> listener) {
    connections.subscribe(
        ERASED_CHANNEL,
        bytes -> {
          String message = new String(bytes, US_ASCII);
          int space = message.indexOf(' ');
          if (space > 0) {
            listener.accept(
                new Caller(
                    URLDecoder.decode(message.substring(0, space), UTF_8),
                    URLDecoder.decode(message.substring(space + 1), UTF_8)));
          }
        });
  }

  @Override
  public boolean hasRemoteReaders(String turnId) {
    return connections.commands().sync().exists(followedKey(turnId)) > 0;
  }

  @Override
  public void close() {
    connections.close();
  }

  private static String streamKey(String node) {
    return KEY_PREFIX + "node:" + node;
  }

  private static String chunksChannel(String node) {
    return KEY_PREFIX + "to:" + node;
  }

  private static String followedKey(String turnId) {
    return KEY_PREFIX + "followed:" + turnId;
  }
}
