package dev.firstword.core.turn.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.turn.InMemoryTurnStore;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the logs of turns are written to the store. */
class JournalTest {

  private static final Duration NEVER = Duration.ofHours(1);
  private static final Caller CALLER = new Caller("local", "local");

  private final ManualEventLoop loop = new ManualEventLoop();
  private final InMemoryTurnStore store = new InMemoryTurnStore();
  private final List<Turn> turns = new ArrayList<>();
  private Journal journal = newJournal(NEVER);

  @AfterEach
  void closeJournal() throws InterruptedException {
    turns.forEach(turn -> journal.untrack(turn.identity().turnId()));
    journal.close(Duration.ofSeconds(5));
  }

  @Test
  void writesARunningTurnWithinAnInterval() throws InterruptedException {
    journal.close(Duration.ofSeconds(5));
    journal = newJournal(Duration.ofMillis(1));
    Turn running = startTurn("turn_1");
    await().until(() -> storedLog(running).contains("\"type\":\"start\""));
    running.phaseStarted("retrieval", loop.nanoTime());
    loop.runTasks();
    await().until(() -> storedLog(running).contains("retrieval"));
  }

  @Test
  void writesTheEndOfATurnImmediately() {
    Turn ended = startTurn("turn_1");
    ended.cancel();
    loop.runTasks();
    await().until(() -> storedLog(ended).contains("\"type\":\"cancelled\""));
  }

  @Test
  void doesNotWriteOtherTurnsWhenOneEnds() {
    Turn running = startTurn("turn_1");
    Turn ended = startTurn("turn_2");
    ended.cancel();
    loop.runTasks();
    await().until(() -> storedLog(ended).contains("\"type\":\"cancelled\""));
    assertThat(storedLog(running)).isEmpty();
  }

  @Test
  void writesTurnsDueNextInTheSameBatch() throws InterruptedException {
    journal.close(Duration.ofSeconds(5));
    journal = newJournal(Journal.WRITE_INTERVAL);
    Turn first = startTurn("turn_1");
    await().until(() -> storedLog(first).contains("\"type\":\"start\""));
    Turn later = startTurn("turn_2");
    first.phaseStarted("retrieval", loop.nanoTime());
    loop.runTasks();
    await().until(() -> storedLog(first).contains("retrieval"));
    assertThat(storedLog(later)).contains("\"type\":\"start\"");
  }

  private Journal newJournal(Duration interval) {
    return new Journal(store, "node_1", InstantSource.system(), interval);
  }

  private Turn startTurn(String id) {
    TurnIdentity identity = new TurnIdentity(id, "conv_1", "msg_1", "msg_2", CALLER);
    store.insert(NewTurn.of(identity, "chat", true, "Hello", "node_1", 0));
    Turn turn =
        new Turn(
            identity,
            Profiles.defaultChat(),
            TurnOrigin.LIVE,
            loop,
            new Timeline(loop.nanoTime()),
            journal,
            (_, answer) -> answer.accept(false),
            false,
            null,
            (_, _) -> {});
    turns.add(turn);
    journal.track(turn, () -> {});
    turn.start();
    return turn;
  }

  private String storedLog(Turn turn) {
    TurnLog.View log = store.find(CALLER, turn.identity().turnId()).orElseThrow().log().view();
    return new String(log.bytes(), 0, log.length(), UTF_8);
  }
}
