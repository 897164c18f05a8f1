package dev.firstword.adapters.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class RedisTurnBusTest {

  private static final RedisTestServer REDIS = RedisTestServer.startOrReuse();

  private static final Duration NO_WAIT = Duration.ZERO;

  private final RedisTurnBus bus = RedisTurnBus.connect(REDIS.address(), TaskScheduler.system());
  private final RedisTurnBus other = RedisTurnBus.connect(REDIS.address(), TaskScheduler.system());

  @AfterEach
  void close() {
    bus.close();
    other.close();
  }

  @Test
  void anotherNodeReadsAppendedPieces() {
    bus.append(List.of(piece("turn_a", 0, "one"), piece("turn_b", 0, "two")));

    List<LogChunk> pieces = other.read(Map.of("turn_a", 0L, "turn_b", 0L), NO_WAIT);

    assertThat(pieces).extracting(LogChunk::turnId).containsExactlyInAnyOrder("turn_a", "turn_b");
    LogChunk first =
        pieces.stream().filter(piece -> piece.turnId().equals("turn_a")).findFirst().orElseThrow();
    assertThat(new String(first.bytes(), UTF_8)).isEqualTo("one");
    assertThat(first.offset()).isZero();
    assertThat(first.state()).isEqualTo(TurnState.STREAMING);
    assertThat(first.last()).isFalse();
  }

  @Test
  void readsFromTheGivenOffset() {
    bus.append(List.of(piece("turn_c", 0, "one"), piece("turn_c", 3, "two")));

    assertThat(other.read(Map.of("turn_c", 3L), NO_WAIT))
        .extracting(LogChunk::offset)
        .containsExactly(3L);
    assertThat(other.read(Map.of("turn_c", 6L), NO_WAIT)).isEmpty();
    assertThat(other.length("turn_c")).isEqualTo(6);
    assertThat(other.length("turn_none")).isZero();
  }

  @Test
  void ignoresDuplicatePieces() {
    bus.append(List.of(piece("turn_d", 0, "one")));

    bus.append(List.of(piece("turn_d", 0, "one"), piece("turn_d", 3, "two")));

    assertThat(other.read(Map.of("turn_d", 0L), NO_WAIT))
        .extracting(LogChunk::end)
        .containsExactly(3L, 6L);
  }

  @Test
  void wakesABlockedReader() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<LogChunk>> waiting =
          threads.submit(() -> other.read(Map.of("turn_e", 0L), Duration.ofMillis(1500)));

      bus.append(List.of(new LogChunk("turn_e", 0, "end".getBytes(UTF_8), TurnState.DONE, true)));

      assertThat(waiting.get()).extracting(LogChunk::last).containsExactly(true);
    }
  }

  @Test
  void passesOnCancelRequests() {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    other.onCancel(heard::add);

    await()
        .until(() -> {
          bus.requestCancel("turn_f"); // Repeated until the other node has subscribed.
          return !heard.isEmpty();
        });

    assertThat(heard).contains("turn_f");
  }

  @Test
  void announcesInputsToTheirListenersOnly() {
    Queue<String> cancelled = new ConcurrentLinkedQueue<>();
    AtomicInteger announced = new AtomicInteger();
    other.onCancel(cancelled::add);
    other.onInputs(announced::incrementAndGet);

    await()
        .until(() -> {
          bus.announceInputs(); // Repeated until the other node has subscribed.
          return announced.get() > 0;
        });

    assertThat(cancelled).isEmpty();
  }

  @Test
  void announcesErasedUsersToAllNodes() {
    Caller caller = new Caller("acme & sons", "ada lovelace+ü");
    Queue<Caller> heard = new ConcurrentLinkedQueue<>();
    Queue<Caller> heardHere = new ConcurrentLinkedQueue<>();
    other.onErased(heard::add);
    bus.onErased(heardHere::add);

    await()
        .until(() -> {
          bus.announceErased(caller); // Repeated until both have subscribed.
          return !heard.isEmpty() && !heardHere.isEmpty();
        });

    assertThat(heard).containsOnly(caller);
    assertThat(heardHere).containsOnly(caller);
  }

  @Test
  void aFollowExpires() {
    assertThat(bus.hasRemoteReaders("turn_g")).isFalse();

    other.announceReaders(List.of("turn_g"), Duration.ofSeconds(30));
    other.announceReaders(List.of("turn_h"), Duration.ofMillis(1));

    assertThat(bus.hasRemoteReaders("turn_g")).isTrue();
    await().until(() -> !bus.hasRemoteReaders("turn_h"));
  }

  @Test
  void failsFastDuringAnOutageAndRecovers() {
    bus.append(List.of(piece("turn_i", 0, "one")));
    REDIS.stop();
    try {
      assertThatThrownBy(() -> bus.append(List.of(piece("turn_i", 3, "two"))))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> bus.read(Map.of("turn_i", 0L), Duration.ofMillis(100)))
          .isInstanceOf(RuntimeException.class);
    } finally {
      REDIS.start();
    }

    await().ignoreExceptions().until(() -> bus.length("turn_i") == 0);
    bus.append(List.of(piece("turn_i", 0, "onetwo")));
    assertThat(bus.length("turn_i")).isEqualTo(6);
  }

  @Test
  void startsWithoutRedisAndConnectsLater() {
    REDIS.stop();
    try (RedisTurnBus early = RedisTurnBus.connect(REDIS.address(), TaskScheduler.system())) {
      assertThatThrownBy(() -> early.hasRemoteReaders("turn_j"))
          .isInstanceOf(RuntimeException.class);

      REDIS.start();

      await().ignoreExceptions().until(() -> !early.hasRemoteReaders("turn_j"));
    }
  }

  private static LogChunk piece(String turnId, long offset, String text) {
    return new LogChunk(turnId, offset, text.getBytes(UTF_8), TurnState.STREAMING, false);
  }
}
