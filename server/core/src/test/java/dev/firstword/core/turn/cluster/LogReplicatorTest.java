package dev.firstword.core.turn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnBus.RemoteReader;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.event.TurnEvent.Text;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.time.ManualScheduler;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogReplicatorTest {

  private static final String TURN = "turn_1";
  private static final TurnIdentity OTHER_IDENTITY =
      new TurnIdentity("turn_2", "conv_1", "msg_3", "msg_4", TurnTestBase.IDENTITY.caller());
  private static final Duration INTERVAL = Duration.ofMillis(25);
  private static final Duration TTL = Duration.ofSeconds(8);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryTurnBus bus = new InMemoryTurnBus(scheduler.clock());
  private final BusDelay delay = new BusDelay(scheduler.clock());
  private final LogReplicator replicator = new LogReplicator(bus, "node_1", delay, scheduler);
  private final TurnLog log = new TurnLog();

  @AfterEach
  void close() {
    replicator.close();
  }

  private void track() {
    replicator.track(turn(TurnTestBase.IDENTITY, log));
  }

  private static StoredTurn turn(TurnIdentity identity, TurnLog log) {
    return new StoredTurn(identity, TurnState.STREAMING, log, "node_1", TurnOrigin.LIVE, 0);
  }

  private void publish(String text, boolean ended) {
    log.append(new Text(text));
    log.publish(ended);
  }

  private byte[] published() {
    return log.view().toBytes();
  }

  @Test
  void measuresTheBusByMessagesOfItsNodeThatComeBack() {
    delay.recordSent();
    scheduler.advance(Duration.ofMillis(4));

    bus.announceReaders("node_2", List.of(), Duration.ofSeconds(8));
    assertThat(delay.deliveries().count()).isZero();
    bus.announceReaders("node_1", List.of(), Duration.ofSeconds(8));

    assertThat(delay.deliveries()).isEqualTo(new BusDelay.Deliveries(1, 4_000_000));
  }

  @Test
  void sendsWhatWasPublishedBeforeTheTurnWasTracked() {
    publish("Hello", false);

    track();
    scheduler.runDue();

    assertThat(bus.bytes(TURN)).isNotEmpty().isEqualTo(published());
    assertThat(bus.hasEnd(TURN)).isFalse();
  }

  @Test
  void sendsWhatIsPublishedWithinAnIntervalTogether() {
    track();
    scheduler.runDue();

    publish("one ", false);
    publish("two ", false);
    scheduler.advance(INTERVAL);
    publish("three", false);
    scheduler.advance(INTERVAL);

    assertThat(bus.appends()).isEqualTo(2);
    assertThat(bus.bytes(TURN)).isEqualTo(published());
  }

  @Test
  void sendsNothingWhileNothingIsPublished() {
    publish("Hello", false);
    track();

    scheduler.advance(Duration.ofSeconds(10));

    assertThat(bus.appends()).isEqualTo(1);
  }

  @Test
  void forgetsATurnOnceItsEndIsReplicated() {
    track();
    publish("Hello", true);
    scheduler.advance(INTERVAL.multipliedBy(2));
    assertThat(bus.hasEnd(TURN)).isTrue();

    bus.clear();
    bus.setFailing(true);
    replicator.track(turn(OTHER_IDENTITY, log));
    scheduler.advance(Duration.ofSeconds(1));
    bus.setFailing(false);
    scheduler.advance(Duration.ofSeconds(1));

    assertThat(bus.hasEnd(OTHER_IDENTITY.turnId())).isTrue();
    assertThat(bus.bytes(TURN)).isEmpty(); // Otherwise it would have been sent again.
  }

  @Test
  void sendsWhatTheBusLacksAfterAnOutage() {
    track();
    publish("one ", false);
    scheduler.advance(INTERVAL);
    bus.setFailing(true);
    publish("two ", false);
    scheduler.advance(Duration.ofSeconds(5));
    publish("three", false);

    bus.setFailing(false);
    scheduler.advance(Duration.ofMillis(500));

    assertThat(bus.bytes(TURN)).isEqualTo(published());
  }

  @Test
  void sendsEverythingAgainWhenTheBusLostItsDataInAnOutage() {
    track();
    publish("one ", false);
    scheduler.advance(INTERVAL);
    bus.setFailing(true);
    publish("two ", false);
    scheduler.advance(Duration.ofSeconds(5));

    bus.clear();
    bus.setFailing(false);
    scheduler.advance(Duration.ofMillis(500));

    assertThat(bus.bytes(TURN)).isEqualTo(published());
  }

  @Test
  void sendsAnEndThatFellIntoAShortOutage() {
    track();
    scheduler.runDue();
    bus.setFailing(true);
    publish("Hello", true);
    scheduler.advance(Duration.ofSeconds(29));

    bus.setFailing(false);
    scheduler.advance(Duration.ofMillis(500));

    assertThat(bus.hasEnd(TURN)).isTrue();
  }

  @Test
  void forgetsAnEndedTurnAfterALongOutage() {
    track();
    scheduler.runDue();
    bus.setFailing(true);
    publish("Hello", true);
    scheduler.advance(Duration.ofSeconds(32));

    bus.setFailing(false);
    scheduler.advance(Duration.ofSeconds(5));

    assertThat(bus.bytes(TURN)).isEmpty();
  }

  @Test
  void stopsReplicatingATurnThatAnotherNodeOwns() {
    track();
    publish("one ", false);
    scheduler.advance(INTERVAL);

    replicator.untrack(TURN);
    publish("two ", false);
    scheduler.advance(Duration.ofSeconds(1));

    assertThat(bus.appends()).isEqualTo(1);
  }

  /** A node of which nothing is followed elsewhere sends nothing to any other. */
  @Test
  void sendsATurnOnlyToTheNodesThatHaveReadersForIt() {
    track();
    publish("one ", false);
    scheduler.advance(INTERVAL);
    assertThat(bus.sentTo("node_2")).isEmpty();

    announce("node_2", 0, true);
    publish("two", false);
    scheduler.advance(INTERVAL);

    assertThat(bytes(bus.sentTo("node_2"))).isEqualTo(published());
    assertThat(bus.sentTo("node_3")).isEmpty();
    assertThat(bus.bytes(TURN)).isEqualTo(published());
  }

  @Test
  void sendsWhatFollowsTheTextThatAReaderHasFromTheStore() {
    track();
    publish("one ", false);
    int stored = log.view().length();
    publish("two", false);
    scheduler.advance(INTERVAL);

    announce("node_2", stored, true);
    scheduler.advance(INTERVAL);

    assertThat(bus.sentTo("node_2")).extracting(LogChunk::offset).containsExactly((long) stored);
  }

  @Test
  void sendsAFollowedTurnWithinTenMilliseconds() {
    track();
    announce("node_2", 0, true);
    scheduler.advance(INTERVAL);

    publish("one", false);
    scheduler.advance(Duration.ofMillis(10));

    assertThat(bytes(bus.sentTo("node_2"))).isEqualTo(published());
  }

  @Test
  void stopsSendingToANodeThatNoLongerAnnouncesItsReaders() {
    track();
    announce("node_2", 0, true);
    publish("one ", false);
    scheduler.advance(TTL.plus(INTERVAL));

    publish("two", false);
    scheduler.advance(INTERVAL);

    assertThat(bus.sentTo("node_2")).hasSize(1);
  }

  @Test
  void sendsAgainWhatANodeHasMissed() {
    track();
    announce("node_2", 0, true);
    publish("one ", false);
    scheduler.advance(INTERVAL);

    announce("node_2", 0, true);
    scheduler.advance(INTERVAL);

    assertThat(bus.sentTo("node_2")).extracting(LogChunk::offset).containsExactly(0L, 0L);
  }

  /** Otherwise a text after which nothing comes for a while would stay lost as long. */
  @Test
  void sendsAgainWhatANodeStillLacksWhenItRenewsItsAnnouncement() {
    track();
    announce("node_2", 0, true);
    publish("one ", false);
    scheduler.advance(INTERVAL);

    announce("node_2", 0, false); // It may be on its way.
    scheduler.advance(INTERVAL);
    assertThat(bus.sentTo("node_2")).hasSize(1);
    announce("node_2", 0, false);
    scheduler.advance(INTERVAL);

    assertThat(bus.sentTo("node_2")).extracting(LogChunk::offset).containsExactly(0L, 0L);
  }

  @Test
  void countsTurnsThatAnotherNodeFollows() {
    track();
    replicator.track(turn(OTHER_IDENTITY, new TurnLog()));
    announce("node_2", 0, true);
    publish("one", false);

    scheduler.advance(INTERVAL);

    assertThat(replicator.statistics().turns()).isEqualTo(2);
    assertThat(replicator.statistics().followed()).isEqualTo(1);
    assertThat(replicator.statistics().publishes()).isEqualTo(1);
  }

  private void announce(String node, long offset, boolean restart) {
    bus.announceReaders(node, List.of(new RemoteReader(TURN, offset, restart, true)), TTL);
  }

  private static byte[] bytes(List<LogChunk> chunks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    chunks.forEach(chunk -> bytes.writeBytes(chunk.bytes()));
    return bytes.toByteArray();
  }
}
