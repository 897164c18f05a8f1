package dev.firstword.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firstword.turn.TurnBus.Piece;
import dev.firstword.turn.TurnState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisTurnBusTest {

  @RegisterExtension static final RealRedis REDIS = new RealRedis();

  private static final Duration AT_ONCE = Duration.ZERO;

  private final RedisTurnBus bus = RedisTurnBus.connect(REDIS.address());
  private final RedisTurnBus other = RedisTurnBus.connect(REDIS.address());

  @AfterEach
  void close() {
    bus.close();
    other.close();
  }

  @Test
  void givesAnotherNodeWhatWasAdded() {
    bus.append(List.of(piece("turn_a", 0, "one"), piece("turn_b", 0, "two")));

    List<Piece> pieces = other.read(Map.of("turn_a", 0L, "turn_b", 0L), AT_ONCE);

    assertThat(pieces).extracting(Piece::turnId).containsExactlyInAnyOrder("turn_a", "turn_b");
    Piece first =
        pieces.stream().filter(piece -> piece.turnId().equals("turn_a")).findFirst().orElseThrow();
    assertThat(new String(first.bytes(), UTF_8)).isEqualTo("one");
    assertThat(first.offset()).isZero();
    assertThat(first.state()).isEqualTo(TurnState.STREAMING);
    assertThat(first.last()).isFalse();
  }

  @Test
  void goesOnBehindWhatIsKnown() {
    bus.append(List.of(piece("turn_c", 0, "one"), piece("turn_c", 3, "two")));

    assertThat(other.read(Map.of("turn_c", 3L), AT_ONCE))
        .extracting(Piece::offset)
        .containsExactly(3L);
    assertThat(other.read(Map.of("turn_c", 6L), AT_ONCE)).isEmpty();
    assertThat(other.length("turn_c")).isEqualTo(6);
    assertThat(other.length("turn_none")).isZero();
  }

  @Test
  void takesNothingTwice() {
    bus.append(List.of(piece("turn_d", 0, "one")));

    bus.append(List.of(piece("turn_d", 0, "one"), piece("turn_d", 3, "two")));

    assertThat(other.read(Map.of("turn_d", 0L), AT_ONCE))
        .extracting(Piece::end)
        .containsExactly(3L, 6L);
  }

  @Test
  void wakesWhoWaits() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Piece>> waiting =
          threads.submit(() -> other.read(Map.of("turn_e", 0L), Duration.ofMillis(1500)));

      bus.append(List.of(new Piece("turn_e", 0, "end".getBytes(UTF_8), TurnState.DONE, true)));

      assertThat(waiting.get()).extracting(Piece::last).containsExactly(true);
    }
  }

  @Test
  void passesOnWhatIsToBeCancelled() {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    other.onCancel(heard::add);

    await()
        .until(() -> {
          bus.requestCancel("turn_f"); // Until the other one listens.
          return !heard.isEmpty();
        });

    assertThat(heard).contains("turn_f");
  }

  @Test
  void knowsForAWhileWhatIsFollowed() {
    assertThat(bus.isFollowed("turn_g")).isFalse();

    other.follow(List.of("turn_g"), Duration.ofSeconds(30));
    other.follow(List.of("turn_h"), Duration.ofMillis(1));

    assertThat(bus.isFollowed("turn_g")).isTrue();
    await().until(() -> !bus.isFollowed("turn_h"));
  }

  @Test
  void failsAtOnceWhileRedisIsAwayAndWorksAgainWhenItIsBack() {
    try (RealRedis own = new RealRedis();
        RedisTurnBus lone = RedisTurnBus.connect(own.address())) {
      lone.append(List.of(piece("turn_i", 0, "one")));
      own.stop();
      assertThatThrownBy(() -> lone.append(List.of(piece("turn_i", 3, "two"))))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> lone.read(Map.of("turn_i", 0L), Duration.ofMillis(100)))
          .isInstanceOf(RuntimeException.class);

      own.start();

      await().ignoreExceptions().until(() -> lone.length("turn_i") == 0);
      lone.append(List.of(piece("turn_i", 0, "onetwo")));
      assertThat(lone.length("turn_i")).isEqualTo(6);
    }
  }

  @Test
  void needNotBeThereAtFirst() {
    try (RealRedis own = new RealRedis()) {
      own.stop();
      try (RedisTurnBus early = RedisTurnBus.connect(own.address())) {
        assertThatThrownBy(() -> early.isFollowed("turn_j")).isInstanceOf(RuntimeException.class);

        own.start();

        await().ignoreExceptions().until(() -> !early.isFollowed("turn_j"));
      }
    }
  }

  private static Piece piece(String turnId, long offset, String text) {
    return new Piece(turnId, offset, text.getBytes(UTF_8), TurnState.STREAMING, false);
  }
}
