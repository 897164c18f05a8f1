package dev.firstword.core.turn.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.core.turn.cluster.TurnRecovery;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.log.LogReader;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/**
 * How a turn behaves once it has no readers, or another node owns it. Its disconnect grace period
 * is 30 s, as in the standard profile.
 */
final class TurnReadersTest extends TurnTestBase {

  @Test
  void continuesForItsGracePeriodWithoutReaders() {
    Turn turn = startStreaming(profile(Duration.ofSeconds(30)));

    turn.unsubscribe(reader);
    loop.advance(Duration.ofSeconds(29));
    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);

    loop.advance(Duration.ofSeconds(1));
    awaitEnd(turn);

    assertThat(upstreamClosed).isTrue();
    assertThat(lastEvent(turn)).contains("\"by\":\"disconnect\"");
  }

  @Test
  void continuesWhenAReaderReturnsInTime() {
    Turn turn = startStreaming(profile(Duration.ofSeconds(30)));

    turn.unsubscribe(reader);
    loop.advance(Duration.ofSeconds(20));
    turn.subscribe(reader);
    loop.advance(Duration.ofSeconds(60));

    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);
    cancelAndAwaitEnd(turn);
  }

  @Test
  void startsTheGracePeriodWhenTheLastReaderLeaves() {
    Turn turn = startStreaming(profile(Duration.ofSeconds(30)));
    LogReader second = () -> {};

    turn.unsubscribe(reader);
    loop.advance(Duration.ofSeconds(20));
    turn.subscribe(second);
    turn.unsubscribe(second);
    loop.advance(Duration.ofSeconds(20));
    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);

    loop.advance(Duration.ofSeconds(10));
    awaitEnd(turn);
    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
  }

  @Test
  void isCancelledImmediatelyWithoutAGracePeriod() {
    Turn turn = startStreaming(profile(Duration.ZERO));

    turn.unsubscribe(reader);

    assertThat(upstreamClosed).isTrue();
    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
    awaitEnd(turn);
  }

  @Test
  void continuesWhileAReaderFollowsOnAnotherNode() {
    hasRemoteReaders = true;
    Turn turn = startStreaming(profile(Duration.ofSeconds(30)));
    turn.unsubscribe(reader);
    loop.advance(Duration.ofSeconds(60));
    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);

    hasRemoteReaders = false;
    loop.advance(Duration.ofSeconds(3));

    awaitEnd(turn);
    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
  }

  @Test
  void aJobNeedsNoReader() {
    origin = TurnOrigin.JOB;
    Turn turn = newTurn(profile(Duration.ZERO));

    turn.start();
    loop.advance(Duration.ofMinutes(5));

    assertThat(turn.state()).isEqualTo(TurnState.PREPARING);
    cancelAndAwaitEnd(turn);
  }

  @Test
  void endsAsTheNodeThatTookItOverEndedIt() {
    Turn turn = startStreaming(profile(Duration.ofSeconds(30)));
    awaitStored(turn);
    store.transferTo("node_2", IDENTITY.turnId());
    model.onText(" to nobody");
    model.onReadComplete();
    awaitTrue(() -> lost);
    new TurnRecovery(store, null, "node_3", InstantSource.system(), new TurnListeners())
        .run((_, _) -> false);
    StoredTurn stored = store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow();

    turn.disown();
    model.onReadComplete();
    turn.endAsElsewhere(stored);

    assertThat(upstreamClosed).isTrue();
    assertThat(turn.state()).isEqualTo(TurnState.FAILED);
    assertThat(types(turn)).endsWith("text", "text", "error");
    assertThat(turn.log().view().ended()).isTrue();
  }

  @Test
  void endsWhenItsConversationIsDeleted() {
    Turn turn = startStreaming(profile(Duration.ofSeconds(30)));
    awaitStored(turn);
    store.delete(IDENTITY.turnId());
    model.onText(" to nobody");
    model.onReadComplete();
    awaitTrue(() -> lost);

    turn.endAsElsewhere(null);

    assertThat(upstreamClosed).isTrue();
    assertThat(types(turn)).endsWith("cancelled");
    assertThat(turn.log().view().ended()).isTrue();
  }

  private void awaitStored(Turn turn) {
    int length = turn.log().view().length();
    awaitTrue(() ->
        store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow().log().view().length()
            == length);
  }
}
