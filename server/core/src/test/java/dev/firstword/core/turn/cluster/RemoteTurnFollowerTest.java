package dev.firstword.core.turn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.conversation.Message;
import dev.firstword.core.turn.InMemoryTurnStore;
import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnBus.RemoteReader;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.Progress;
import dev.firstword.relay.event.TurnEvent.Text;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.log.TurnLog.View;
import dev.firstword.relay.time.ManualScheduler;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RemoteTurnFollowerTest {

  private static final TurnIdentity IDENTITY = TurnTestBase.IDENTITY;
  private static final String TURN = IDENTITY.turnId();
  private static final String NODE = "gone"; // Where insertUnlimited places its turns.
  private static final String HERE = "node_2";
  private static final Duration STORE_POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration ANNOUNCE_INTERVAL = Duration.ofSeconds(2);

  /** How long a turn without readers is kept, and a little more. */
  private static final Duration UNREAD = Duration.ofSeconds(11);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryTurnStore store = new InMemoryTurnStore(scheduler.clock());
  private final InMemoryTurnBus bus = new InMemoryTurnBus(scheduler.clock());
  private final BusDelay delay = new BusDelay(scheduler.clock());
  private final LogReader reader = () -> {};

  /** The log on the node that runs the turn. */
  private final TurnLog original = new TurnLog();

  private int onBus;
  private int stored;

  private FollowableTurn follow(RemoteTurnFollower follower) {
    return follower.follow(store.find(IDENTITY.caller(), TURN).orElseThrow());
  }

  private RemoteTurnFollower followerWithBus() {
    store.insertUnlimited(IDENTITY);
    return new RemoteTurnFollower(bus, HERE, store, delay, scheduler);
  }

  private RemoteTurnFollower followerWithoutBus() {
    store.insertUnlimited(IDENTITY);
    return new RemoteTurnFollower(null, HERE, store, delay, scheduler);
  }

  private void write(String text) {
    original.append(new Text(text));
    original.publish(false);
  }

  private void sendToBus(boolean last) {
    View view = original.view();
    byte[] bytes = view.copy(onBus, view.length());
    bus.send(
        HERE,
        List.of(
            new LogChunk(TURN, onBus, bytes, last ? TurnState.DONE : TurnState.STREAMING, last)));
    onBus = view.length();
  }

  private void save(@Nullable End end) {
    View view = original.view();
    int offset = end == null ? stored : 0;
    byte[] bytes = view.copy(offset, view.length());
    TurnState state = end == null ? TurnState.STREAMING : TurnState.DONE;
    store.save(NODE, List.of(new Progress(IDENTITY, offset, bytes, state, end)));
    stored = view.length();
  }

  private static End end() {
    return new End(Message.State.COMPLETE, "Hello", List.of(), 0);
  }

  private static String text(FollowableTurn turn) {
    return LogContent.of(turn.log().view()).text();
  }

  @Test
  void showsTextFromTheBusAsItIsWritten() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      FollowableTurn turn = follow(follower);
      scheduler.runDue();

      write("Hello");
      sendToBus(false);
      scheduler.advance(Duration.ofMillis(100));
      assertThat(text(turn)).isEqualTo("Hello");
      assertThat(turn.state()).isEqualTo(TurnState.STREAMING);

      write(" there");
      sendToBus(true);
      scheduler.advance(Duration.ofMillis(100));
      assertThat(text(turn)).isEqualTo("Hello there");
      assertThat(turn.state()).isEqualTo(TurnState.DONE);
      assertThat(turn.log().view().ended()).isTrue();
    }
  }

  @Test
  void startsWithWhatTheStoreHas() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      write("Hello");
      save(null);
      sendToBus(false);
      FollowableTurn turn = follow(follower);
      assertThat(text(turn)).isEqualTo("Hello");

      scheduler.advance(STORE_POLL_INTERVAL);

      assertThat(text(turn)).isEqualTo("Hello");
    }
  }

  @Test
  void pollsTheStoreWithoutABus() {
    try (RemoteTurnFollower follower = followerWithoutBus()) {
      FollowableTurn turn = follow(follower);
      scheduler.runDue();

      write("Hello");
      save(null);
      scheduler.advance(STORE_POLL_INTERVAL.plusMillis(100));

      assertThat(text(turn)).isEqualTo("Hello");
    }
  }

  @Test
  void pollsTheStoreWhileTheBusIsDown() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      FollowableTurn turn = follow(follower);
      scheduler.runDue();
      bus.setFailing(true);

      write("Hello");
      save(null);
      scheduler.advance(STORE_POLL_INTERVAL.plusMillis(100));
      assertThat(text(turn)).isEqualTo("Hello");

      bus.setFailing(false);
      write(" there");
      sendToBus(false);
      scheduler.advance(Duration.ofMillis(200));
      assertThat(text(turn)).isEqualTo("Hello there");
    }
  }

  @Test
  void continuesAfterAnOutageOfTheStore() {
    try (RemoteTurnFollower follower = followerWithoutBus()) {
      FollowableTurn turn = follow(follower);
      scheduler.runDue();
      write("Hello");
      save(end());
      store.failFinds(3);

      scheduler.advance(STORE_POLL_INTERVAL.multipliedBy(3).plusMillis(100));
      assertThat(text(turn)).isEmpty();
      scheduler.advance(STORE_POLL_INTERVAL);

      assertThat(text(turn)).isEqualTo("Hello");
    }
  }

  @Test
  void findsAnEndThatTheBusLost() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      FollowableTurn turn = follow(follower);
      scheduler.runDue();

      write("Hello");
      save(end());
      scheduler.advance(STORE_POLL_INTERVAL.plusMillis(100));

      assertThat(turn.state()).isEqualTo(TurnState.DONE);
      assertThat(turn.log().view().ended()).isTrue();
      assertThat(text(turn)).isEqualTo("Hello");
    }
  }

  @Test
  void endsATurnThatWasDeleted() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      FollowableTurn turn = follow(follower);
      scheduler.runDue();

      store.delete(TURN);
      scheduler.advance(STORE_POLL_INTERVAL.plusMillis(100));

      assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
      assertThat(turn.log().view().ended()).isTrue();
    }
  }

  @Test
  void announcesANewReaderAtOnceAndRenewsTheAnnouncement() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      FollowableTurn turn = follow(follower);
      scheduler.advance(Duration.ofMillis(500));
      assertThat(bus.hasRemoteReaders(TURN)).isFalse();

      turn.subscribe(reader);
      scheduler.runDue();
      assertThat(bus.hasRemoteReaders(TURN)).isTrue();

      scheduler.advance(Duration.ofMinutes(1));
      assertThat(bus.hasRemoteReaders(TURN)).isTrue();
      assertThat(bus.announcedAtNanos().size())
          .isBetween(28, (int) (1 + Duration.ofMinutes(1).dividedBy(ANNOUNCE_INTERVAL)));
    }
  }

  @Test
  void announcesNoReaderThatHasLeft() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      FollowableTurn turn = follow(follower);
      turn.subscribe(reader);
      scheduler.advance(Duration.ofSeconds(3));

      turn.unsubscribe(reader);
      scheduler.advance(Duration.ofSeconds(9));

      assertThat(bus.hasRemoteReaders(TURN)).isFalse();
    }
  }

  @Test
  void keepsATurnForItsReadersAndForgetsItWithoutThem() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      FollowableTurn turn = follow(follower);
      turn.subscribe(reader);
      scheduler.advance(UNREAD);
      assertThat(follow(follower)).isSameAs(turn);

      turn.unsubscribe(reader);
      scheduler.advance(UNREAD.dividedBy(2));
      assertThat(follow(follower)).isSameAs(turn);
      scheduler.advance(UNREAD);

      assertThat(follow(follower)).isNotSameAs(turn);
    }
  }

  @Test
  void sharesATurnAmongItsReaders() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      StoredTurn found = store.find(IDENTITY.caller(), TURN).orElseThrow();

      assertThat(follower.follow(found)).isSameAs(follower.follow(found));
    }
  }

  @Test
  void asksForTextThatGotLost() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      FollowableTurn turn = follow(follower);
      scheduler.advance(Duration.ofMillis(100));
      write("Hello");
      int lost = original.view().length();
      onBus = lost;
      write(" there");

      sendToBus(false);
      scheduler.runDue();

      assertThat(text(turn)).isEmpty();
      assertThat(bus.announced().getLast()).isEqualTo(new RemoteReader(TURN, 0, true, false));
      onBus = 0;
      sendToBus(false);
      scheduler.runDue();
      assertThat(text(turn)).isEqualTo("Hello there");
    }
  }

  @Test
  void asksForWhatWasSentDuringAnOutage() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      FollowableTurn turn = follow(follower);
      turn.subscribe(reader);
      write("Hello");
      sendToBus(false);
      scheduler.advance(Duration.ofMillis(100));
      bus.setFailing(true);
      scheduler.advance(Duration.ofMillis(200));

      bus.setFailing(false);
      scheduler.advance(Duration.ofMillis(100));

      long known = original.view().length();
      assertThat(bus.announced().getLast()).isEqualTo(new RemoteReader(TURN, known, true, true));
    }
  }

  @Test
  void announcesOnlyTheNewTurnAtOnce() {
    try (RemoteTurnFollower follower = followerWithBus()) {
      follow(follower).subscribe(reader);
      scheduler.runDue();
      TurnIdentity other = new TurnIdentity("turn_2", "conv_2", "m_3", "m_4", IDENTITY.caller());
      store.insertUnlimited(other);

      follower.follow(store.find(other.caller(), "turn_2").orElseThrow());
      scheduler.runDue();

      assertThat(bus.announced()).extracting(RemoteReader::turnId).containsExactly(TURN, "turn_2");
    }
  }
}
