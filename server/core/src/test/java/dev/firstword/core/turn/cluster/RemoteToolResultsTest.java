package dev.firstword.core.turn.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.core.turn.running.ToolResultsOutcome;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnInput;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.event.ToolState;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Results that arrive at a node that does not run their turn. */
@Timeout(10)
final class RemoteToolResultsTest {

  private static final Duration NO_WAIT = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(9);

  private final RemoteLog turn = new RemoteLog();

  /** What this node knows of the turn. */
  private static final class RemoteLog implements FollowableTurn {

    private final TurnLog log = new TurnLog();
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private volatile TurnState state = TurnState.TOOLS;
    private volatile int readers;

    void call(String id, ToolState toolState) {
      @Nullable String arguments = toolState == ToolState.READY ? "{}" : null;
      log.append(new TurnEvent.ToolCall(id, "tool", "Tool", toolState, 0, arguments, null));
      log.publish(false);
    }

    @Override
    public TurnIdentity identity() {
      return TurnTestBase.IDENTITY;
    }

    @Override
    public TurnState state() {
      return state;
    }

    @Override
    public TurnLog log() {
      return log;
    }

    @Override
    public synchronized void subscribe(LogReader reader) {
      readers++;
      log.addReader(reader);
      subscribed.countDown();
    }

    @Override
    public synchronized void unsubscribe(LogReader reader) {
      readers--;
      log.removeReader(reader);
    }
  }

  private static ToolResult result(String id) {
    return new ToolResult(id, "content of " + id, false);
  }

  private static TurnInput input(String id) {
    return new TurnInput.Result(result(id));
  }

  private RemoteToolResults sort(Duration timeout, String... ids) {
    List<ToolResult> results = Stream.of(ids).map(RemoteToolResultsTest::result).toList();
    return RemoteToolResults.sort(turn, results, timeout, Clock.system());
  }

  private CompletableFuture<RemoteToolResults> sortMeanwhile(String... ids)
      throws InterruptedException {
    CompletableFuture<RemoteToolResults> sorted = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            sorted.complete(sort(LONG, ids));
          } catch (RuntimeException e) {
            sorted.completeExceptionally(e);
          }
        });
    assertThat(turn.subscribed.await(5, TimeUnit.SECONDS)).isTrue();
    return sorted;
  }

  @ParameterizedTest
  @CsvSource({
    "WRITING, false, true",
    "READY, true, false",
    "RUNNING, true, false",
    "FINISHED, false, false",
    "FAILED, false, false"
  })
  void goesByTheStateOfTheCall(ToolState state, boolean isAwaited, boolean isUnknown) {
    turn.call("call_1", state);

    RemoteToolResults sorted = sort(NO_WAIT, "call_1");

    assertThat(sorted.awaited()).isEqualTo(isAwaited ? List.of(input("call_1")) : List.of());
    assertThat(sorted.unknown()).isEqualTo(isUnknown ? List.of("call_1") : List.of());
  }

  @ParameterizedTest
  @EnumSource(ToolState.class)
  void anEndedTurnAwaitsNothing(ToolState state) {
    turn.call("call_1", state);
    turn.state = TurnState.CANCELLED;

    RemoteToolResults sorted = sort(LONG, "call_1", "stray");

    assertThat(sorted.awaited()).isEmpty();
    assertThat(sorted.unknown()).as("without waiting").containsExactly("stray");
  }

  /** The client follows the turn on its own node, and may be faster than the log between nodes. */
  @Test
  void waitsForACallThatIsNotInTheLogYet() throws InterruptedException {
    turn.call("call_1", ToolState.RUNNING);
    CompletableFuture<RemoteToolResults> sorted = sortMeanwhile("call_1", "call_2");
    turn.call("call_2", ToolState.WRITING);
    turn.call("call_2", ToolState.READY);

    assertThat(sorted.join().awaited()).containsExactly(input("call_1"), input("call_2"));
    assertThat(turn.readers).isZero();
  }

  @Test
  void stopsWaitingWhenTheTurnEnds() throws InterruptedException {
    CompletableFuture<RemoteToolResults> sorted = sortMeanwhile("call_1");
    turn.state = TurnState.CANCELLED;
    turn.log.publish(true);

    assertThat(sorted.join().unknown()).containsExactly("call_1");
  }

  @Test
  void doesNotWaitForever() {
    assertThat(sort(Duration.ofMillis(50), "call_1").unknown()).containsExactly("call_1");
    assertThat(turn.readers).isZero();
  }

  @Test
  void aServerThatStopsDoesNotWait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> sort(LONG, "call_1"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(503));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void ofTwoResultsOfOneCallTheFirstIsAccepted() {
    ToolResult second = new ToolResult("call_1", "different", true);
    List<ToolResult> results = List.of(result("call_1"), second, result("call_1"));

    assertThat(RemoteToolResults.outcome(results, List.of(input("call_1"))))
        .isEqualTo(
            new ToolResultsOutcome(List.of("call_1"), List.of("call_1", "call_1"), List.of()));
  }
}
