package dev.firstword.core.turn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.Progress;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.log.TurnLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the readers of a turn see that another node took over. */
final class LostTurnsTest extends TurnTestBase {

  private static final Duration SOON = Duration.ofSeconds(1);

  private final LocalTurns localTurns = new LocalTurns();
  private final LostTurns lostTurns = new LostTurns(store, localTurns, scheduler);

  @SuppressWarnings("NullAway.Init")
  private Turn turn;

  @SuppressWarnings("NullAway.Init")
  private TurnLog elsewhere;

  private int saved;

  @BeforeEach
  void loseATurn() {
    turn = startStreaming(profile(Duration.ofSeconds(30)));
    localTurns.add(turn);
    awaitTrue(() -> storedLength() == turn.log().view().length());
    saved = storedLength();
    store.transferTo("node_2", IDENTITY.turnId());
    elsewhere = TurnLog.continuing(turn.log().view());
    turn.disown();
    lostTurns.follow(turn);
  }

  @Test
  void goesOnHereAsItDoesThere() {
    saveElsewhere(new TurnEvent.Text(" and on"));
    pass(SOON);
    assertThat(types(turn)).endsWith("text", "text");
    assertThat(localTurns.size()).as("it is a turn of the other node").isZero();

    pass(Duration.ofMinutes(10));
    assertThat(turn.log().view().ended()).as("it lasts").isFalse();
    saveElsewhere(new TurnEvent.Text(" and on"));
    pass(SOON);

    assertThat(types(turn)).endsWith("text", "text", "text");
    assertThat(turn.log().view().toBytes()).isEqualTo(elsewhere.view().toBytes());
    assertThat(endNotified).isFalse();
  }

  @Test
  void endsHereIfItDoesNotGoOnThere() {
    pass(Duration.ofSeconds(9));
    assertThat(turn.log().view().ended()).isFalse();

    pass(Duration.ofSeconds(2));

    assertThat(types(turn)).endsWith("cancelled");
    assertThat(endNotified).isTrue();
  }

  private void pass(Duration time) {
    scheduler.advance(time);
    loop.runTasks();
  }

  private int storedLength() {
    return store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow().log().view().length();
  }

  private void saveElsewhere(TurnEvent event) {
    elsewhere.append(event);
    elsewhere.publish(false);
    int length = elsewhere.view().length();
    store.save(
        "node_2",
        List.of(
            new Progress(
                IDENTITY, saved, elsewhere.view().copy(saved, length), TurnState.STREAMING, null)));
    saved = length;
  }
}
