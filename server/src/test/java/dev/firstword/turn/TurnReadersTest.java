package dev.firstword.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.turn.TurnStore.Origin;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/**
 * What a turn does when nobody reads it any more, or another node has it. Its orphan grace is 30 s,
 * as in the standard profile.
 */
final class TurnReadersTest extends OneTurn {

  @Test
  void goesOnForItsGraceWhenNobodyReads() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));

    turn.leave(reader);
    loop.advance(Duration.ofSeconds(29));
    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);

    loop.advance(Duration.ofSeconds(1));
    awaitEnd(turn);

    assertThat(upstreamClosed).isTrue();
    assertThat(lastEvent(turn)).contains("\"by\":\"disconnect\"");
  }

  @Test
  void goesOnWhenAReaderComesBackInTime() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));

    turn.leave(reader);
    loop.advance(Duration.ofSeconds(20));
    turn.join(reader);
    loop.advance(Duration.ofSeconds(60));

    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);
    endForTheJournal(turn);
  }

  @Test
  void countsTheGraceFromTheLastReadersLeaving() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));
    LogReader second = () -> {};

    turn.leave(reader);
    loop.advance(Duration.ofSeconds(20));
    turn.join(second);
    turn.leave(second);
    loop.advance(Duration.ofSeconds(20));
    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);

    loop.advance(Duration.ofSeconds(10));
    awaitEnd(turn);
    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
  }

  @Test
  void isStoppedAtOnceWithoutGrace() {
    Turn turn = streaming(profile(Duration.ZERO));

    turn.leave(reader);

    assertThat(upstreamClosed).isTrue();
    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
    awaitEnd(turn);
  }

  @Test
  void goesOnWhileSomebodyFollowsItOnAnotherNode() {
    followedElsewhere = true;
    Turn turn = streaming(profile(Duration.ofSeconds(30)));
    turn.leave(reader);
    loop.advance(Duration.ofSeconds(60));
    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);

    followedElsewhere = false;
    loop.advance(Duration.ofSeconds(3));

    awaitEnd(turn);
    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
  }

  @Test
  void aJobNeedsNoReader() {
    origin = Origin.JOB;
    Turn turn = turn(profile(Duration.ZERO));

    turn.start();
    loop.advance(Duration.ofMinutes(5));

    assertThat(turn.state()).isEqualTo(TurnState.PREPARING);
    endForTheJournal(turn);
  }

  @Test
  void endsAsItEndedOnTheNodeThatTookItOver() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));
    awaitKept(turn);
    store.giveTo("node_2", IDENTITY.turnId());
    turn.onText(" to nobody");
    turn.onReadComplete();
    awaitTrue(() -> lost);
    new Recovery(store, null, "node_3", InstantSource.system(), _ -> {}).run();
    StoredTurn stored = store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow();

    turn.disown();
    turn.onReadComplete();
    turn.endedElsewhere(stored);

    assertThat(upstreamClosed).isTrue();
    assertThat(turn.state()).isEqualTo(TurnState.FAILED);
    assertThat(types(turn)).endsWith("text", "text", "error");
    assertThat(turn.log().view().ended()).isTrue();
  }

  @Test
  void endsWhenItWasDeletedWithItsConversation() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));
    awaitKept(turn);
    store.delete(IDENTITY.turnId());
    turn.onText(" to nobody");
    turn.onReadComplete();
    awaitTrue(() -> lost);

    turn.endedElsewhere(null);

    assertThat(upstreamClosed).isTrue();
    assertThat(types(turn)).endsWith("cancelled");
    assertThat(turn.log().view().ended()).isTrue();
  }

  private void awaitKept(Turn turn) {
    int length = turn.log().view().length();
    awaitTrue(() ->
        store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow().log().view().length()
            == length);
  }
}
