package dev.firstword.adapters.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.TaskScheduler;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bus between nodes, in Redis: a stream for each turn's log, a channel for cancel requests, and
 * an expiring key for each followed turn. An entry's id is the offset at which it ends. Redis
 * therefore rejects duplicates, and a reader can continue from its own offset. Requires Redis 5 or
 * later; used with 6.2 and 7.
 */
public final class RedisTurnBus implements TurnBus {

  private static final String KEY_PREFIX = "firstword:";
  private static final String CANCEL_CHANNEL = KEY_PREFIX + "cancel";
  private static final String INPUTS_CHANNEL = KEY_PREFIX + "inputs";
  private static final String ERASED_CHANNEL = KEY_PREFIX + "erased";

  /** How many keys one command deletes. */
  private static final int DELETE_BATCH = 500;

  /** Longer than any pause in a turn; later readers find the whole log in the store. */
  private static final Duration STREAM_TTL = Duration.ofMinutes(10);

  private static final Duration ENDED_STREAM_TTL = Duration.ofMinutes(1);

  /** The maximum number of pieces of one turn per read. */
  private static final int MAX_PIECES_PER_READ = 200;

  private static final String OFFSET_FIELD = "o";
  private static final String BYTES_FIELD = "b";
  private static final String STATE_FIELD = "s";
  private static final String LAST_FIELD = "l";

  private final RedisConnections connections;
  private final Clock clock;

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
  public void append(List<LogChunk> pieces) {
    RedisAsyncCommands<String, byte[]> redis = connections.commands().async();
    List<RedisFuture<?>> answers = new ArrayList<>(pieces.size() * 2);
    for (LogChunk piece : pieces) {
      String key = streamKey(piece.turnId());
      answers.add(redis.xadd(key, new XAddArgs().id(entryId(piece.end())), body(piece)));
      answers.add(redis.pexpire(key, piece.last() ? ENDED_STREAM_TTL : STREAM_TTL));
    }
    long end = clock.nanoTime() + RedisConnections.COMMAND_TIMEOUT.toNanos();
    answers.forEach(answer -> await(answer, end));
  }

  private static Map<String, byte[]> body(LogChunk piece) {
    Map<String, byte[]> body = new HashMap<>();
    body.put(OFFSET_FIELD, ascii(Long.toString(piece.offset())));
    body.put(BYTES_FIELD, piece.bytes());
    body.put(STATE_FIELD, ascii(piece.state().wireName()));
    if (piece.last()) {
      body.put(LAST_FIELD, ascii("1"));
    }
    return body;
  }

  private void await(RedisFuture<?> answer, long endNanos) {
    try {
      answer.get(Math.max(0, endNanos - clock.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (!isDuplicate(e.getCause())) {
        throw new RedisException(e.getCause());
      }
    } catch (TimeoutException e) {
      throw new RedisException("no answer within " + RedisConnections.COMMAND_TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException("interrupted", e);
    }
  }

  /** Redis accepts only increasing ids, so a rejected entry was added before. */
  private static boolean isDuplicate(@Nullable Throwable failure) {
    return failure instanceof RedisCommandExecutionException
        && String.valueOf(failure.getMessage()).contains("equal or smaller");
  }

  @Override
  public long length(String turnId) {
    List<StreamMessage<String, byte[]>> newest =
        connections
            .commands()
            .sync()
            .xrevrange(streamKey(turnId), Range.unbounded(), Limit.from(1));
    return newest.isEmpty() ? 0 : offsetOf(newest.getFirst().getId());
  }

  @Override
  public List<LogChunk> read(Map<String, Long> offsets, Duration longestWait) {
    List<StreamOffset<String>> from = new ArrayList<>();
    offsets.forEach(
        (turnId, offset) -> from.add(StreamOffset.from(streamKey(turnId), entryId(offset))));
    @SuppressWarnings({"unchecked", "rawtypes"}) // a generic array can't be made otherwise
    StreamOffset<String>[] streams = from.toArray(new StreamOffset[0]);
    XReadArgs arguments = XReadArgs.Builder.count(MAX_PIECES_PER_READ);
    List<StreamMessage<String, byte[]>> found =
        longestWait.isZero()
            ? connections.commands().sync().xread(arguments, streams)
            : connections.blocking().sync().xread(arguments.block(longestWait), streams);
    return found == null ? List.of() : found.stream().map(RedisTurnBus::piece).toList();
  }

  private static LogChunk piece(StreamMessage<String, byte[]> entry) {
    Map<String, byte[]> body = entry.getBody();
    return new LogChunk(
        entry.getStream().substring(streamKey("").length()),
        Long.parseLong(text(body, OFFSET_FIELD)),
        field(body, BYTES_FIELD),
        TurnState.ofWireName(text(body, STATE_FIELD)),
        body.containsKey(LAST_FIELD));
  }

  private static String text(Map<String, byte[]> body, String name) {
    return new String(field(body, name), US_ASCII);
  }

  private static byte[] field(Map<String, byte[]> body, String name) {
    byte[] value = body.get(name);
    if (value == null) {
      throw new RedisException("an entry of a turn's stream lacks the field " + name);
    }
    return value;
  }

  @Override
  public void requestCancel(String turnId) {
    connections.commands().sync().publish(CANCEL_CHANNEL, ascii(turnId));
  }

  @Override
  public void onCancel(Consumer<String> listener) {
    subscribe(CANCEL_CHANNEL, listener);
  }

  @Override
  public void announceInputs() {
    connections.commands().sync().publish(INPUTS_CHANNEL, ascii("1"));
  }

  @Override
  public void onInputs(Runnable listener) {
    subscribe(INPUTS_CHANNEL, _ -> listener.run());
  }

  private void subscribe(String subscribed, Consumer<String> listener) {
    connections.subscribeWhenConnected(connection -> {
      connection.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              if (channel.equals(subscribed)) {
                listener.accept(message);
              }
            }
          });
      connection.sync().subscribe(subscribed);
    });
  }

  @Override
  public void deleteLogs(Collection<String> turnIds) {
    List<String> keys =
        turnIds.stream().flatMap(id -> Stream.of(streamKey(id), followedKey(id))).toList();
    for (int i = 0; i < keys.size(); i += DELETE_BATCH) {
      List<String> some = keys.subList(i, Math.min(i + DELETE_BATCH, keys.size()));
      connections.commands().sync().unlink(some.toArray(new String[0]));
    }
  }

  @Override
  public void announceErased(Caller caller) {
    String message =
        URLEncoder.encode(caller.tenant(), UTF_8) + " " + URLEncoder.encode(caller.user(), UTF_8);
    connections.commands().sync().publish(ERASED_CHANNEL, ascii(message));
  }

  @Override
  public void onErased(Consumer<Caller> listener) {
    subscribe(
        ERASED_CHANNEL,
        message -> {
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
  public void announceReaders(Collection<String> turnIds, Duration howLong) {
    RedisAsyncCommands<String, byte[]> redis = connections.commands().async();
    List<RedisFuture<?>> answers = new ArrayList<>(turnIds.size());
    for (String turnId : turnIds) {
      answers.add(redis.set(followedKey(turnId), ascii("1"), SetArgs.Builder.px(howLong)));
    }
    long end = clock.nanoTime() + RedisConnections.COMMAND_TIMEOUT.toNanos();
    answers.forEach(answer -> await(answer, end));
  }

  @Override
  public boolean hasRemoteReaders(String turnId) {
    return connections.commands().sync().exists(followedKey(turnId)) > 0;
  }

  @Override
  public void close() {
    connections.close();
  }

  private static String streamKey(String turnId) {
    return KEY_PREFIX + "log:" + turnId;
  }

  private static String followedKey(String turnId) {
    return KEY_PREFIX + "followed:" + turnId;
  }

  private static String entryId(long end) {
    return end + "-0";
  }

  private static long offsetOf(String entryId) {
    return Long.parseLong(entryId.substring(0, entryId.indexOf('-')));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
