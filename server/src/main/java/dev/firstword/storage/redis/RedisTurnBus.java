package dev.firstword.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firstword.turn.TurnBus;
import dev.firstword.turn.TurnState;
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
import org.jspecify.annotations.Nullable;

/**
 * The bus between nodes in Redis: a stream for each turn's log, a channel for what is to be
 * cancelled, a key with a life time for "followed". An entry's id is the offset at which it ends,
 * so Redis itself refuses what it has already, and a reader asks for what lies behind its own.
 * Needs Redis 5 or later; used with 6.2 and 7.
 */
public final class RedisTurnBus implements TurnBus {

  private static final String PREFIX = "firstword:";
  private static final String CANCELS = PREFIX + "cancel";

  /** Longer than a silence in a turn; whoever comes later finds it all in the store. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final Duration KEPT_AFTER_END = Duration.ofMinutes(1);

  /** The most pieces of one turn taken in one go. */
  private static final int PIECES = 200;

  private static final String OFFSET = "o";
  private static final String BYTES = "b";
  private static final String STATE = "s";
  private static final String LAST = "l";

  private final RedisLink link;

  private RedisTurnBus(RedisLink link) {
    this.link = link;
  }

  /**
   * A bus over the Redis at that address; it need not be there yet.
   *
   * @param address such as {@code redis://user:password@host:6379/0}
   */
  public static RedisTurnBus connect(String address) {
    return new RedisTurnBus(new RedisLink(address));
  }

  @Override
  public void append(List<Piece> pieces) {
    RedisAsyncCommands<String, byte[]> redis = link.commands().async();
    List<RedisFuture<?>> answers = new ArrayList<>(pieces.size() * 2);
    for (Piece piece : pieces) {
      String stream = stream(piece.turnId());
      answers.add(redis.xadd(stream, new XAddArgs().id(entryId(piece.end())), body(piece)));
      answers.add(redis.pexpire(stream, piece.last() ? KEPT_AFTER_END : KEPT));
    }
    long end = System.nanoTime() + RedisLink.LONGEST_WAIT.toNanos();
    answers.forEach(answer -> await(answer, end));
  }

  private static Map<String, byte[]> body(Piece piece) {
    Map<String, byte[]> body = new HashMap<>();
    body.put(OFFSET, ascii(Long.toString(piece.offset())));
    body.put(BYTES, piece.bytes());
    body.put(STATE, ascii(piece.state().wireName()));
    if (piece.last()) {
      body.put(LAST, ascii("1"));
    }
    return body;
  }

  private static void await(RedisFuture<?> answer, long endNanos) {
    try {
      answer.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (!isThereAlready(e.getCause())) {
        throw new RedisException(e.getCause());
      }
    } catch (TimeoutException e) {
      throw new RedisException("no answer within " + RedisLink.LONGEST_WAIT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException("interrupted", e);
    }
  }

  /** Redis takes entries in the order of their ids only: what is not new was added before. */
  private static boolean isThereAlready(@Nullable Throwable refusal) {
    return refusal instanceof RedisCommandExecutionException
        && String.valueOf(refusal.getMessage()).contains("equal or smaller");
  }

  @Override
  public long length(String turnId) {
    List<StreamMessage<String, byte[]>> newest =
        link.commands().sync().xrevrange(stream(turnId), Range.unbounded(), Limit.from(1));
    return newest.isEmpty() ? 0 : offset(newest.getFirst().getId());
  }

  @Override
  public List<Piece> read(Map<String, Long> offsets, Duration longestWait) {
    List<StreamOffset<String>> from = new ArrayList<>();
    offsets.forEach(
        (turnId, offset) -> from.add(StreamOffset.from(stream(turnId), entryId(offset))));
    @SuppressWarnings({"unchecked", "rawtypes"}) // a generic array can't be made otherwise
    StreamOffset<String>[] streams = from.toArray(new StreamOffset[0]);
    XReadArgs arguments = XReadArgs.Builder.count(PIECES);
    List<StreamMessage<String, byte[]>> found =
        longestWait.isZero()
            ? link.commands().sync().xread(arguments, streams)
            : link.waiting().sync().xread(arguments.block(longestWait), streams);
    return found == null ? List.of() : found.stream().map(RedisTurnBus::piece).toList();
  }

  private static Piece piece(StreamMessage<String, byte[]> entry) {
    Map<String, byte[]> body = entry.getBody();
    return new Piece(
        entry.getStream().substring(stream("").length()),
        Long.parseLong(text(body, OFFSET)),
        field(body, BYTES),
        TurnState.ofWireName(text(body, STATE)),
        body.containsKey(LAST));
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
    link.commands().sync().publish(CANCELS, ascii(turnId));
  }

  @Override
  public void onCancel(Consumer<String> listener) {
    link.listen(connection -> {
      connection.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String turnId) {
              listener.accept(turnId);
            }
          });
      connection.sync().subscribe(CANCELS);
    });
  }

  @Override
  public void follow(Collection<String> turnIds, Duration howLong) {
    RedisAsyncCommands<String, byte[]> redis = link.commands().async();
    List<RedisFuture<?>> answers = new ArrayList<>(turnIds.size());
    for (String turnId : turnIds) {
      answers.add(redis.set(followed(turnId), ascii("1"), SetArgs.Builder.px(howLong)));
    }
    long end = System.nanoTime() + RedisLink.LONGEST_WAIT.toNanos();
    answers.forEach(answer -> await(answer, end));
  }

  @Override
  public boolean isFollowed(String turnId) {
    return link.commands().sync().exists(followed(turnId)) > 0;
  }

  @Override
  public void close() {
    link.close();
  }

  private static String stream(String turnId) {
    return PREFIX + "log:" + turnId;
  }

  private static String followed(String turnId) {
    return PREFIX + "followed:" + turnId;
  }

  private static String entryId(long end) {
    return end + "-0";
  }

  private static long offset(String entryId) {
    return Long.parseLong(entryId.substring(0, entryId.indexOf('-')));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
