package dev.firstword.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.identity.Caller;
import dev.firstword.loop.ManualLoop;
import dev.firstword.profile.Profiles;
import dev.firstword.timeline.Timeline;
import dev.firstword.turn.TurnStore.NewTurn;
import dev.firstword.turn.TurnStore.Origin;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When what turns publish is written to the store. */
class JournalTest {

  private static final Duration NEVER = Duration.ofHours(1);
  private static final Caller CALLER = new Caller("local", "local");

  private final ManualLoop loop = new ManualLoop();
  private final InMemoryTurnStore store = new InMemoryTurnStore();
  private final List<Turn> turns = new ArrayList<>();
  private Journal journal = journal(NEVER);

  @AfterEach
  void stopJournal() throws InterruptedException {
    turns.forEach(turn -> journal.forget(turn.identity().turnId()));
    journal.close(Duration.ofSeconds(5));
  }

  @Test
  void writesTheTextOfARunningTurnWithinAnInterval() throws InterruptedException {
    journal.close(Duration.ofSeconds(5));
    journal = journal(Duration.ofMillis(1));
    Turn running = started("turn_1");
    await().until(() -> kept(running).contains("\"type\":\"start\""));
    running.phaseStarted("retrieval", loop.nanoTime());
    loop.runTasks();
    await().until(() -> kept(running).contains("retrieval"));
  }

  @Test
  void writesTheEndOfATurnAtOnce() {
    Turn ended = started("turn_1");
    ended.cancel();
    loop.runTasks();
    await().until(() -> kept(ended).contains("\"type\":\"cancelled\""));
  }

  @Test
  void doesNotWriteForAllOthersWhenATurnEnds() {
    Turn running = started("turn_1");
    Turn ended = started("turn_2");
    ended.cancel();
    loop.runTasks();
    await().until(() -> kept(ended).contains("\"type\":\"cancelled\""));
    assertThat(kept(running)).isEmpty();
  }

  @Test
  void writesForThoseThatAreDueNextAlongWithOneThatIsDue() throws InterruptedException {
    journal.close(Duration.ofSeconds(5));
    journal = journal(Journal.INTERVAL);
    Turn first = started("turn_1");
    await().until(() -> kept(first).contains("\"type\":\"start\""));
    Turn later = started("turn_2");
    first.phaseStarted("retrieval", loop.nanoTime());
    loop.runTasks();
    await().until(() -> kept(first).contains("retrieval"));
    assertThat(kept(later)).contains("\"type\":\"start\"");
  }

  private Journal journal(Duration interval) {
    return new Journal(store, "node_1", InstantSource.system(), interval);
  }

  private Turn started(String id) {
    TurnIdentity identity = new TurnIdentity(id, "conv_1", "msg_1", "msg_2", CALLER);
    store.begin(NewTurn.of(identity, "chat", true, "Hello", "node_1", 0));
    Turn turn =
        new Turn(
            identity,
            Profiles.standardChat(),
            Origin.LIVE,
            loop,
            new Timeline(loop.nanoTime()),
            journal,
            (_, answer) -> answer.accept(false),
            false,
            null,
            _ -> {});
    turns.add(turn);
    journal.track(turn, () -> {});
    turn.start();
    return turn;
  }

  private String kept(Turn turn) {
    TurnLog.View log = store.find(CALLER, turn.identity().turnId()).orElseThrow().log().view();
    return new String(log.bytes(), 0, log.length(), UTF_8);
  }
}
