package dev.firstword.core.turn.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.turn.InMemoryTurnStore;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.ManualEventLoop;
import dev.firstword.relay.time.ManualScheduler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the logs of turns are written to the store. */
class JournalTest {

  private static final Caller CALLER = new Caller("local", "local");

  private final ManualEventLoop loop = new ManualEventLoop();
  private final InMemoryTurnStore store = new InMemoryTurnStore();
  private final ManualScheduler scheduler = new ManualScheduler();
  private final Journal journal = new Journal(store, "node_1", scheduler);

  @Test
  void writesARunningTurnWithinAnInterval() {
    Turn running = startTurn("turn_1");
    scheduler.advance(Journal.WRITE_INTERVAL);
    assertThat(storedLog(running)).contains("\"type\":\"start\"");

    publishPhase(running);
    scheduler.advance(Journal.WRITE_INTERVAL.minusMillis(1));
    assertThat(storedLog(running)).doesNotContain("retrieval");
    scheduler.advance(Duration.ofMillis(1));
    assertThat(storedLog(running)).contains("retrieval");
  }

  @Test
  void writesTheEndOfATurnImmediately() {
    Turn ended = startTurn("turn_1");

    end(ended);

    assertThat(storedLog(ended)).contains("\"type\":\"cancelled\"");
  }

  @Test
  void doesNotWriteOtherTurnsWhenOneEnds() {
    Turn running = startTurn("turn_1");
    Turn ended = startTurn("turn_2");

    end(ended);

    assertThat(storedLog(ended)).contains("\"type\":\"cancelled\"");
    assertThat(storedLog(running)).isEmpty();
  }

  @Test
  void writesTurnsDueNextInTheSameBatch() {
    Turn first = startTurn("turn_1");
    scheduler.advance(Duration.ofMillis(300));
    Turn later = startTurn("turn_2");

    scheduler.advance(Duration.ofMillis(200));

    assertThat(storedLog(first)).contains("\"type\":\"start\"");
    assertThat(storedLog(later)).contains("\"type\":\"start\"");
  }

  @Test
  void writesWhatAnOutageOfTheStoreDelayed() {
    Turn running = startTurn("turn_1");
    Turn ended = startTurn("turn_2");
    store.failSaves(3);

    end(ended);
    scheduler.advance(Duration.ofMillis(1499));
    assertThat(storedLog(ended)).isEmpty();
    scheduler.advance(Duration.ofMillis(1));

    assertThat(storedLog(ended)).contains("\"type\":\"cancelled\"");
    scheduler.advance(Journal.WRITE_INTERVAL);
    assertThat(storedLog(running)).contains("\"type\":\"start\"");
  }

  @Test
  void tellsHowManyTurnsWaitForTheStore() {
    Turn ended = startTurn("turn_1");
    store.failSaves(1);

    end(ended);
    assertThat(journal.statistics().waiting()).isEqualTo(1);
    assertThat(journal.statistics().commits()).isZero();
    scheduler.advance(Duration.ofMillis(500));

    assertThat(journal.statistics().waiting()).isZero();
    assertThat(journal.statistics().commits()).isEqualTo(1);
  }

  @Test
  void writesEachTurnAloneWhenTheStoreRejectsABatch() {
    Turn first = startTurn("turn_1");
    Turn second = startTurn("turn_2");
    store.rejectSaves(1);

    scheduler.advance(Journal.WRITE_INTERVAL);

    assertThat(storedLog(first)).contains("\"type\":\"start\"");
    assertThat(storedLog(second)).contains("\"type\":\"start\"");
  }

  @Test
  void closeWritesTheTurnsThatAreEnding() {
    Turn ended = startTurn("turn_1");
    ended.cancel();
    loop.runTasks();

    journal.close(Duration.ofSeconds(5));

    assertThat(storedLog(ended)).contains("\"type\":\"cancelled\"");
    assertThat(scheduler.activeTasks()).isZero();
  }

  private void publishPhase(Turn turn) {
    turn.phaseStarted("retrieval", loop.nanoTime());
    loop.runTasks();
  }

  private void end(Turn turn) {
    turn.cancel();
    loop.runTasks();
    scheduler.runDue();
  }

  private Turn startTurn(String id) {
    TurnIdentity identity = new TurnIdentity(id, "conv_1", "msg_1", "msg_2", CALLER);
    store.insert(NewTurn.of(identity, "chat", true, "Hello", "node_1", 0));
    Turn turn =
        new Turn(
            new TurnSetup(
                identity,
                Profiles.defaultChat(),
                TurnOrigin.LIVE,
                loop,
                new Timeline(loop.nanoTime()),
                journal,
                (_, answer) -> answer.accept(false),
                new SuspensionStore(store, "node_1", Runnable::run)),
            identity.startEvent(false, null, List.of()),
            (_, _) -> {});
    journal.track(turn, () -> {});
    turn.start();
    return turn;
  }

  private String storedLog(Turn turn) {
    TurnLog.View log = store.find(CALLER, turn.identity().turnId()).orElseThrow().log().view();
    return new String(log.toBytes(), UTF_8);
  }
}
