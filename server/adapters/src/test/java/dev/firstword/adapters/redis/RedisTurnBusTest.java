package dev.firstword.adapters.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnBus.RemoteReader;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class RedisTurnBusTest {

  private static final RedisTestServer REDIS = RedisTestServer.startOrReuse();

  private static final Map<String, List<LogChunk>> NOBODY = Map.of();

  private final RedisTurnBus bus = RedisTurnBus.connect(REDIS.address(), TaskScheduler.system());
  private final RedisTurnBus other = RedisTurnBus.connect(REDIS.address(), TaskScheduler.system());

  @AfterEach
  void close() {
    bus.close();
    other.close();
  }

  @Test
  void keepsTheNewestChunksOfANodeForTheOneThatTakesItsTurnsOver() {
    bus.publish("node_a", List.of(piece("turn_a", 0, "one"), piece("turn_b", 0, "two")), NOBODY);
    bus.publish("node_a", List.of(piece("turn_a", 3, "three")), NOBODY);

    List<LogChunk> pieces = other.newest("node_a");

    assertThat(pieces).extracting(LogChunk::turnId).containsExactly("turn_a", "turn_b", "turn_a");
    assertThat(new String(pieces.getFirst().bytes(), UTF_8)).isEqualTo("one");
    assertThat(pieces.getFirst().state()).isEqualTo(TurnState.STREAMING);
    assertThat(pieces.getFirst().last()).isFalse();
    assertThat(pieces).extracting(LogChunk::end).containsExactly(3L, 3L, 8L);
    assertThat(other.newest("node_none")).isEmpty();
  }

  @Test
  void splitsWhatIsTooMuchForOneMessage() {
    List<LogChunk> many =
        IntStream.range(0, 100).mapToObj(i -> piece("turn_" + i, 0, "x".repeat(10_000))).toList();

    bus.publish("node_b", many, NOBODY);

    assertThat(other.newest("node_b")).hasSize(100);
  }

  @Test
  void sendsChunksToTheNodeThatReadsThem() {
    Queue<LogChunk> heard = new ConcurrentLinkedQueue<>();
    Queue<LogChunk> heardElsewhere = new ConcurrentLinkedQueue<>();
    other.onChunks("node_c", heard::addAll);
    bus.onChunks("node_d", heardElsewhere::addAll);
    await().until(() -> other.isListening() && bus.isListening());

    bus.publish("node_x", List.of(), Map.of("node_c", List.of(piece("turn_c", 4, "text"))));

    await().until(() -> !heard.isEmpty());
    assertThat(heard).extracting(LogChunk::end).containsExactly(8L);
    assertThat(heardElsewhere).isEmpty();
  }

  @Test
  void announcesReadersToAllNodes() {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    bus.onReaders((node, readers, ttl) -> heard.add(node + " " + readers + " " + ttl));
    List<RemoteReader> readers = List.of(new RemoteReader("turn_e", 7, true, false));

    await()
        .until(() -> {
          other.announceReaders("node_e", readers, Duration.ofSeconds(8)); // until subscribed
          return !heard.isEmpty();
        });

    assertThat(heard).contains("node_e " + readers + " PT8S");
  }

  @Test
  void noticesThatItDoesNotListenDuringAnOutage() {
    bus.onChunks("node_f", _ -> {});
    await().until(bus::isListening);

    REDIS.stop();
    try {
      await().until(() -> !bus.isListening());
    } finally {
      REDIS.start();
    }

    await().until(bus::isListening);
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
  void deletesWhatItKeepsOfTurns() {
    bus.publish("node_k", List.of(piece("turn_k", 0, "one")), NOBODY);
    bus.publish("node_l", List.of(piece("turn_l", 0, "two")), NOBODY);
    bus.announceReaders("node_k", List.of(read("turn_l")), Duration.ofSeconds(30));

    other.deleteLogs(List.of("turn_l"));

    assertThat(other.newest("node_k")).isEmpty();
    assertThat(other.newest("node_l")).isEmpty();
    assertThat(other.hasRemoteReaders("turn_l")).isFalse();
    bus.publish("node_l", List.of(piece("turn_m", 0, "three")), NOBODY);
    assertThat(other.newest("node_l")).extracting(LogChunk::turnId).containsExactly("turn_m");
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

    other.announceReaders("node_g", List.of(read("turn_g")), Duration.ofSeconds(30));
    other.announceReaders("node_g", List.of(read("turn_h")), Duration.ofMillis(1));
    other.announceReaders(
        "node_g", List.of(new RemoteReader("turn_i", 0, true, false)), Duration.ofSeconds(30));

    assertThat(bus.hasRemoteReaders("turn_g")).isTrue();
    assertThat(bus.hasRemoteReaders("turn_i")).isFalse();
    await().until(() -> !bus.hasRemoteReaders("turn_h"));
  }

  @Test
  void failsFastDuringAnOutageAndRecovers() {
    bus.publish("node_h", List.of(piece("turn_i", 0, "one")), NOBODY);
    REDIS.stop();
    try {
      assertThatThrownBy(() -> bus.publish("node_h", List.of(piece("turn_i", 3, "two")), NOBODY))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> bus.newest("node_h")).isInstanceOf(RuntimeException.class);
    } finally {
      REDIS.start();
    }

    await().ignoreExceptions().until(() -> bus.newest("node_h").isEmpty());
    bus.publish("node_h", List.of(piece("turn_i", 0, "onetwo")), NOBODY);
    assertThat(bus.newest("node_h")).extracting(LogChunk::end).containsExactly(6L);
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

  private static RemoteReader read(String turnId) {
    return new RemoteReader(turnId, 0, true, true);
  }

  private static LogChunk piece(String turnId, long offset, String text) {
    return new LogChunk(turnId, offset, text.getBytes(UTF_8), TurnState.STREAMING, false);
  }
}
